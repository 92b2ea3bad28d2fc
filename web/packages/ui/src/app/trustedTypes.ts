// The page's default Trusted Types policy. The security policy of the site forbids writing markup from text (require-trusted-types-for 'script');
// what is left are <style> blocks that React fills for Mantine's variables.
//
// SECURITY: only text without a "<" passes: a style sheet needs none, and markup cannot do without. Script text and script addresses never pass.

interface PolicyFactory {
  readonly defaultPolicy: unknown;
  createPolicy(name: string, rules: Record<string, (text: string) => string | null>): unknown;
}

/** Style text passes, markup does not. */
export function styleText(text: string): string | null {
  return text.includes("<") ? null : text;
}

/** Installs the policy once; without Trusted Types in the browser there is nothing to do. */
export function installTrustedTypes(scope: object = globalThis): void {
  const factory = (scope as { trustedTypes?: PolicyFactory }).trustedTypes;
  if (!factory || factory.defaultPolicy) return;
  factory.createPolicy("default", { createHTML: styleText, createScript: () => null, createScriptURL: () => null });
}
