//! A visit to a provider: where to send the person, and who it is that comes back.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use http::{Request, StatusCode, header};
use openidconnect::{
    AccessToken, AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, DiscoveryError, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse as _,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, TokenResponse as _,
    core::{
        CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreErrorResponseType, CoreIdToken,
        CoreJwsSigningAlgorithm, CoreProviderMetadata,
    },
};
use towline_http::{Http, HttpError, is_fit};
use towline_model::{Identity, Kept, OpenIdSettings, ProviderError, Proving, Trial, Visit};
use url::Url;

use crate::claims::{self, Claims};

/// What an id token may be signed with: always a key of the provider's, never the client's secret, and never nothing.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// A provider whose description was read.
struct Known {
    http: Http,
    client: Client,
    metadata: CoreProviderMetadata,
}

fn wrong(why: impl Into<String>) -> ProviderError {
    ProviderError::Wrong(why.into())
}

fn unreachable(error: &HttpError) -> ProviderError {
    ProviderError::Unreachable(error.to_string())
}

/// As the library wants it.
fn caller(http: &Http) -> impl Fn(HttpRequest) -> Called + Send + Sync + 'static {
    let http = http.clone();
    move |request| {
        let http = http.clone();
        Box::pin(async move { http.call(request).await })
    }
}

type Called = std::pin::Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send>>;

async fn know(at: &OpenIdSettings, secret: &str, back: &str) -> Result<Known, ProviderError> {
    let url = Url::parse(&at.issuer).ok().filter(is_fit).ok_or_else(|| wrong("its address is not an https address"))?;
    let tls =
        towline_tls::client_config(&at.ca_pem).map_err(|error| wrong(format!("its certificate authority: {error}")))?;
    let http = Http::of(&url, tls);
    let issuer = IssuerUrl::new(at.issuer.clone()).map_err(|_| wrong("its address cannot be read"))?;
    let metadata = CoreProviderMetadata::discover_async(issuer, &caller(&http)).await.map_err(|error| match error {
        DiscoveryError::Request(error) => unreachable(&error),
        DiscoveryError::Response(status, ..) => wrong(format!("its description was answered with {}", status.as_u16())),
        DiscoveryError::Validation(_) => wrong("its description is of another issuer"),
        DiscoveryError::Parse(_) | DiscoveryError::UrlParse(_) | DiscoveryError::Other(_) | _ => {
            wrong("its description cannot be read")
        }
    })?;
    let redirect = RedirectUrl::new(back.to_owned()).map_err(|_| wrong("this site's address cannot be read"))?;
    let secret = (!secret.is_empty()).then(|| ClientSecret::new(secret.to_owned()));
    let client = CoreClient::from_provider_metadata(metadata.clone(), ClientId::new(at.client_id.clone()), secret)
        .set_auth_type(auth_type(&metadata))
        .set_redirect_uri(redirect);
    Ok(Known { http, client, metadata })
}

/// How the client shows its secret: in the header, unless the provider takes it only in the body.
fn auth_type(metadata: &CoreProviderMetadata) -> AuthType {
    let Some(methods) = metadata.token_endpoint_auth_methods_supported() else { return AuthType::BasicAuth };
    let has = |method| methods.contains(&method);
    if has(CoreClientAuthMethod::ClientSecretPost) && !has(CoreClientAuthMethod::ClientSecretBasic) {
        AuthType::RequestBody
    } else {
        AuthType::BasicAuth
    }
}

pub(crate) async fn begin(at: &OpenIdSettings, back: &str, proving: Proving) -> Result<Visit, ProviderError> {
    let known = know(at, "", back).await?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let mut request = known
        .client
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .add_scopes(at.scopes.iter().filter(|scope| *scope != "openid").cloned().map(Scope::new))
        .set_pkce_challenge(challenge);
    if proving == Proving::Anew {
        request = request.add_prompt(CoreAuthPrompt::Login).set_max_age(std::time::Duration::ZERO);
    }
    let (url, state, nonce) = request.url();
    Ok(Visit {
        url: url.into(),
        state: state.secret().clone(),
        kept: Kept { nonce: nonce.secret().clone(), verifier: verifier.secret().clone() },
    })
}

pub(crate) async fn finish(
    at: &OpenIdSettings,
    secret: &str,
    back: &str,
    kept: &Kept,
    code: &str,
    issuer: Option<&str>,
) -> Result<Identity, ProviderError> {
    // SECURITY: a code of another provider is not shown to this one (RFC 9207).
    if issuer.is_some_and(|issuer| issuer != at.issuer) {
        return Err(wrong("the answer is of another issuer"));
    }
    let known = know(at, secret, back).await?;
    let request = known
        .client
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .map_err(|_| wrong("it has no address for codes"))?
        .set_pkce_verifier(PkceCodeVerifier::new(kept.verifier.clone()));
    let tokens = request.request_async(&caller(&known.http)).await.map_err(|error| match error {
        RequestTokenError::Request(error) => unreachable(&error),
        RequestTokenError::ServerResponse(answer) => match answer.error() {
            CoreErrorResponseType::InvalidClient | CoreErrorResponseType::UnauthorizedClient => {
                wrong("it does not know this client, or its secret is another one")
            }
            _ => wrong("it refused the code"),
        },
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => wrong("its answer to the code cannot be read"),
    })?;
    let token = tokens.id_token().ok_or_else(|| wrong("it gave no id token"))?;
    let verifier = known.client.id_token_verifier().set_allowed_algs(ALGORITHMS);
    let nonce = Nonce::new(kept.nonce.clone());
    token.claims(&verifier, &nonce).map_err(|_| wrong("its id token does not hold"))?;
    let mut said = payload(token).ok_or_else(|| wrong("its id token cannot be read"))?;
    if !claims::is_complete(&said, at)
        && let Some(endpoint) = known.metadata.userinfo_endpoint()
    {
        let more = user_info(&known.http, endpoint.url(), tokens.access_token()).await?;
        // SECURITY: what is said of somebody else is not taken for this person (OpenID Connect Core, 5.3.2).
        if more.get("sub") != said.get("sub") {
            return Err(wrong("it says something of another person"));
        }
        for (name, value) in more {
            said.entry(name).or_insert(value);
        }
    }
    let missing = || wrong(format!("it says no “{}” of the person", at.username_claim));
    claims::identity(&said, at).ok_or_else(missing)
}

/// The claims of a token that was verified, also those that no standard names.
fn payload(token: &CoreIdToken) -> Option<Claims> {
    let text = token.to_string();
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&bytes).ok()
}

async fn user_info(http: &Http, endpoint: &Url, token: &AccessToken) -> Result<Claims, ProviderError> {
    let request = Request::get(endpoint.as_str())
        .header(header::AUTHORIZATION, format!("Bearer {}", token.secret()))
        .header(header::ACCEPT, "application/json")
        .body(Vec::new())
        .map_err(|_| wrong("its access token cannot be used"))?;
    let answer = http.call(request).await.map_err(|error| unreachable(&error))?;
    if answer.status() != StatusCode::OK {
        return Err(wrong(format!("what it says of the person was answered with {}", answer.status().as_u16())));
    }
    serde_json::from_slice(answer.body()).map_err(|_| wrong("what it says of the person is not JSON"))
}

pub(crate) async fn test(at: &OpenIdSettings, secret: &str, back: &str) -> Vec<Trial> {
    let known = match know(at, secret, back).await {
        Ok(known) => known,
        Err(error) => return vec![Trial::fails(format!("The provider {error}."))],
    };
    let keys = known.metadata.jwks().keys().len();
    let mut trials = vec![Trial::works("Its description was read.")];
    trials.push(if keys > 0 {
        Trial::works("Its keys were read.")
    } else {
        Trial::fails("It has no key that this release can use.")
    });
    trials.push(client_trial(&known).await);
    trials.push(auth_time_trial(&known.metadata));
    trials
}

/// Whether it says that it tells when somebody proved themselves. Many say nothing of it and tell it all the same, so this is no failure; but one that tells nothing proves nothing of now (ADR 18).
fn auth_time_trial(metadata: &CoreProviderMetadata) -> Trial {
    let claims = metadata.claims_supported();
    if claims.is_some_and(|claims| claims.iter().any(|claim| claim.as_str() == "auth_time")) {
        return Trial::works("It says that it tells when somebody proved themselves (auth_time).");
    }
    Trial::warns(
        "It does not say whether it tells when somebody proved themselves (auth_time). If it does not, its people cannot do here what asks them to prove themselves again, such as changing how they sign in: an administrator does it for them.",
    )
}

/// Shows a code that was never given: a provider that knows the client says that the code is wrong.
async fn client_trial(known: &Known) -> Trial {
    let Ok(request) = known.client.exchange_code(AuthorizationCode::new("a-code-that-was-never-given".into())) else {
        return Trial::fails("It has no address for codes.");
    };
    let (_challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    match request.set_pkce_verifier(verifier).request_async(&caller(&known.http)).await {
        Err(RequestTokenError::ServerResponse(answer)) => match answer.error() {
            CoreErrorResponseType::InvalidGrant => Trial::works("It knows this client and its secret."),
            CoreErrorResponseType::InvalidClient | CoreErrorResponseType::UnauthorizedClient => {
                Trial::fails("It does not know this client, or its secret is another one.")
            }
            _ => Trial::fails("It refuses this client. Its own log says why."),
        },
        Err(RequestTokenError::Request(error)) => Trial::fails(format!("Its address for codes: {error}.")),
        _ => Trial::fails("Its address for codes does not answer as it must."),
    }
}
