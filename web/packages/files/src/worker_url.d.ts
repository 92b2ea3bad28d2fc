// What the bundler makes of `…?worker&url`: the address of the worker, built as a file of its own.
declare module "*?worker&url" {
  const address: string;
  export default address;
}
