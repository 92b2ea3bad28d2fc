// Standard input and output through the proxy of link.mjs: `ProxyCommand` of OpenSSH. Arguments: the proxy's port, and where to.

import { request } from "node:http";

const [port, path] = process.argv.slice(2);
request({ host: "127.0.0.1", port, method: "CONNECT", path })
  .on("connect", (_, socket, first) => {
    process.stdout.write(first);
    process.stdin.pipe(socket).pipe(process.stdout);
  })
  .end();
