// A real OpenID provider on a free port: whoever is in `people` signs in there with any password. It can be switched off and on again.

import { createServer } from "node:http";

import Provider from "oidc-provider";

export class OpenIdProvider {
  /** `sub` of everybody, with what is said of them. */
  people = new Map();
  clientId = "towline";
  clientSecret = "seven-swans-a-swimming-in-the-moat";

  static async start(redirectUri) {
    const provider = new OpenIdProvider();
    provider.server = createServer((request, response) => provider.answer(request, response));
    await provider.listen(0);
    provider.port = provider.server.address().port;
    // Not the name of the appliance's site: a provider is another site to the browser.
    provider.issuer = `http://127.0.0.1:${provider.port}`;
    provider.answer = provider.#answers(redirectUri);
    return provider;
  }

  #answers(redirectUri) {
    const provider = new Provider(this.issuer, {
      clients: [
        {
          client_id: this.clientId,
          client_secret: this.clientSecret,
          redirect_uris: [redirectUri],
          response_types: ["code"],
          grant_types: ["authorization_code"],
        },
      ],
      claims: { openid: ["sub"], profile: ["name", "preferred_username"], email: ["email"], groups: ["groups"] },
      cookies: { keys: ["a key of this test alone"] },
      pkce: { required: () => true },
      findAccount: (_context, sub) => {
        const said = this.people.get(sub);
        return said && { accountId: sub, claims: () => ({ sub, ...said }) };
      },
      // Everybody has agreed already.
      loadExistingGrant: async (context) => {
        const { client, session, params } = context.oidc;
        const grant = new context.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
        grant.addOIDCScope(params.scope);
        await grant.save();
        return grant;
      },
    });
    return provider.callback();
  }

  listen(port) {
    return new Promise((resolve) => this.server.listen(port, "127.0.0.1", resolve));
  }

  /** Nobody reaches it any more. */
  async goDown() {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  async comeBack() {
    await this.listen(this.port);
  }

  /** Signs in on its page. */
  static async signIn(page, sub) {
    await page.locator("input[name=login]").fill(sub);
    await page.locator("input[name=password]").fill("anything");
    await page.getByRole("button", { name: /sign-in/i }).click();
  }
}
