// A style sheet that the bundler puts into the page.
declare module "*.css";
