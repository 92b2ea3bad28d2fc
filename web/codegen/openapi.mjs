// Makes the types of the REST interface from its committed document. Apart from the other packages because its tool needs an older compiler than they do.
//
// The digest in the first line is what `cargo xtask tidy` holds against the document.

import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const source = new URL("../../openapi/appliance.json", import.meta.url);
const target = new URL("../packages/api/src/generated/openapi.ts", import.meta.url);

const text = await readFile(source, "utf8");
const digest = createHash("sha256").update(text).digest("hex");
const types = astToString(await openapiTS(JSON.parse(text)));
await writeFile(
  target,
  `// Made from openapi/appliance.json (sha256 ${digest}) by \`npm run codegen\`; do not edit.\n\n${types}`,
);
