// A reporter beside the usual one: what failed, shortly, with the lines of the journey that it failed in and what its pages showed. Whoever runs the journeys says it once more at their end.

const LINES = 8;
const LETTERS = 1_200;

export default async function* failures(source) {
  for await (const { type, data } of source) {
    // A file fails with its journeys; it is told alone when it has none.
    if (type === "test:fail" && data.details?.error?.failureType !== "subtestsFailed") yield told(data);
  }
}

function told({ name, details }) {
  const error = details?.error?.cause ?? details?.error;
  const message = String(error?.message ?? error)
    .split("\n")
    .slice(0, LINES)
    .join("\n")
    .slice(0, LETTERS);
  const where = String(error?.stack ?? "")
    .split("\n")
    .filter((line) => /e2e\/(journeys|harness)\//.test(line))
    .slice(0, 4)
    .map((line) => line.trim().replace(/\(?(file:\/\/)?\/.*\/e2e\//, "(e2e/"));
  const pages = Array.isArray(error?.pages) ? error.pages.map((page) => `page ${page}`) : [];
  return [`--- ${name}`, message, ...where, ...pages, ""].join("\n");
}
