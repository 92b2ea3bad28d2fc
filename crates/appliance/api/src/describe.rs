//! The OpenAPI 3.1 document, built from the table of operations and the types that go in and out.

use std::marker::PhantomData;

use towline_policy::{
    Scope, Scopes, Who,
    rest::{Operation, Row, Verb},
};
use utoipa::{
    IntoParams, PartialSchema as _, ToSchema,
    openapi::{
        ComponentsBuilder, Content, ContentBuilder, HttpMethod, InfoBuilder, KnownFormat, ObjectBuilder, OpenApi,
        OpenApiBuilder, PathItem, Paths, Ref, RefOr, Required, ResponseBuilder, Schema, SchemaFormat,
        SecurityRequirement, Type,
        path::{OperationBuilder, Parameter, ParameterBuilder, ParameterIn},
        request_body::RequestBodyBuilder,
        security::{ApiKey, ApiKeyValue, ClientCredentials, Flow, OAuth2, Scopes as OAuthScopes, SecurityScheme},
    },
};

use crate::{
    BASE, Problem,
    proof::{COOKIE, EXTERNAL_COOKIE},
};

/// Kinds of pictures that go in and out.
const PICTURES: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];

/// A file of any kind.
const FILE: [&str; 1] = ["application/octet-stream"];

type Named = Vec<(String, RefOr<Schema>)>;

/// What goes into an operation and what comes out.
pub(crate) struct Describe<O> {
    summary: &'static str,
    status: u16,
    takes: Option<String>,
    form: bool,
    /// Kinds of files that go in, and of those that come out; none: it is no file.
    files: (&'static [&'static str], &'static [&'static str]),
    refuses: Option<(&'static [u16], String)>,
    gives: Option<String>,
    query: Vec<Parameter>,
    schemas: Named,
    operation: PhantomData<O>,
}

/// An operation that answers with this status.
pub(crate) fn describe<O: Operation>(summary: &'static str, status: u16) -> Describe<O> {
    Describe {
        summary,
        status,
        takes: None,
        form: false,
        files: (&[], &[]),
        refuses: None,
        gives: None,
        query: Vec::new(),
        schemas: Vec::new(),
        operation: PhantomData,
    }
}

impl<O> Describe<O> {
    /// With a body of this type.
    pub(crate) fn takes<T: ToSchema>(mut self) -> Self {
        self.takes = Some(self.named::<T>());
        self
    }

    /// With a body of this type, as forms send it.
    pub(crate) fn takes_form<T: ToSchema>(mut self) -> Self {
        self.form = true;
        self.takes::<T>()
    }

    /// With a picture as its body.
    pub(crate) fn takes_pictures(mut self) -> Self {
        self.files.0 = &PICTURES;
        self
    }

    /// Answering with a picture.
    pub(crate) fn gives_pictures(mut self) -> Self {
        self.files.1 = &PICTURES;
        self
    }

    /// With a file as its body.
    pub(crate) fn takes_file(mut self) -> Self {
        self.files.0 = &FILE;
        self
    }

    /// Answering with a file.
    pub(crate) fn gives_file(mut self) -> Self {
        self.files.1 = &["application/octet-stream", "image/png", "image/jpeg", "image/webp"];
        self
    }

    /// Answering with a text of this kind.
    pub(crate) fn gives_text(mut self, kind: &'static [&'static str]) -> Self {
        self.files.1 = kind;
        self
    }

    /// Refusing with this type, where a standard says how.
    pub(crate) fn refuses<T: ToSchema>(mut self, statuses: &'static [u16]) -> Self {
        self.refuses = Some((statuses, self.named::<T>()));
        self
    }

    /// Answering with this type.
    pub(crate) fn gives<T: ToSchema>(mut self) -> Self {
        self.gives = Some(self.named::<T>());
        self
    }

    /// With parameters in the address.
    pub(crate) fn asks<T: IntoParams>(mut self) -> Self {
        self.query = T::into_params(|| Some(ParameterIn::Query));
        self
    }

    fn named<T: ToSchema>(&mut self) -> String {
        let name = T::name().into_owned();
        self.schemas.push((name.clone(), T::schema()));
        T::schemas(&mut self.schemas);
        name
    }
}

pub(crate) struct Document {
    paths: Paths,
    schemas: Named,
}

impl Document {
    pub(crate) fn new() -> Self {
        let mut schemas = vec![(Problem::name().into_owned(), Problem::schema())];
        Problem::schemas(&mut schemas);
        Document { paths: Paths::new(), schemas }
    }

    pub(crate) fn add<O>(&mut self, row: &Row, describe: Describe<O>) {
        let mut answer = ResponseBuilder::new().description("Done.");
        if let Some(name) = &describe.gives {
            answer = answer.content("application/json", content(name));
        }
        answer = describe.files.1.iter().fold(answer, |answer, kind| answer.content(*kind, picture()));
        let problem = ResponseBuilder::new()
            .description("Refused; `code` says why.")
            .content("application/problem+json", content(&Problem::name()));
        // By the server itself, before it knows what is asked.
        let too_long = ResponseBuilder::new().description("The address and the headers are longer than 32 KiB.");
        let mut operation = OperationBuilder::new()
            .operation_id(Some(lower_camel(row.id)))
            .summary(Some(describe.summary))
            .description(Some(who(row.who)))
            .response(describe.status.to_string(), answer)
            .response("431", too_long)
            .response("default", problem);
        if let Some((statuses, name)) = &describe.refuses {
            for status in *statuses {
                let refusal = ResponseBuilder::new().description("Refused.").content("application/json", content(name));
                operation = operation.response(status.to_string(), refusal);
            }
        }
        if let Some(name) = &describe.takes {
            let kind = if describe.form { "application/x-www-form-urlencoded" } else { "application/json" };
            let body = RequestBodyBuilder::new().content(kind, content(name)).required(Some(Required::True));
            operation = operation.request_body(Some(body.build()));
        }
        if !describe.files.0.is_empty() {
            let body = RequestBodyBuilder::new().required(Some(Required::True));
            let body = describe.files.0.iter().fold(body, |body, kind| body.content(*kind, picture()));
            operation = operation.request_body(Some(body.build()));
        }
        for name in row.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
            let parameter = ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Path)
                .required(Required::True)
                .schema(Some(id()));
            operation = operation.parameter(parameter);
        }
        if matches!(row.verb, Verb::Patch | Verb::Delete) && row.path.contains('{') {
            let parameter = ParameterBuilder::new()
                .name("If-Match")
                .parameter_in(ParameterIn::Header)
                .required(Required::False)
                .description(Some("The `etag` of what is to be changed, in quotes, as it was read."))
                .schema(Some(String::schema()));
            operation = operation.parameter(parameter);
        }
        for parameter in describe.query {
            operation = operation.parameter(parameter);
        }
        if row.who == Who::External {
            operation = operation.security(SecurityRequirement::new("external", Vec::<String>::new()));
        } else if row.who != Who::Anyone {
            operation = operation.security(SecurityRequirement::new("login", Vec::<String>::new()));
            for scope in Scopes::for_row(row) {
                operation = operation.security(SecurityRequirement::new("program", [scope.to_string()]));
            }
        }
        let method = match row.verb {
            Verb::Get => HttpMethod::Get,
            Verb::Post => HttpMethod::Post,
            Verb::Patch => HttpMethod::Patch,
            Verb::Delete => HttpMethod::Delete,
        };
        let path = format!("{BASE}{}", row.path);
        let item = PathItem::new(method, operation);
        match self.paths.paths.get_mut(&path) {
            Some(known) => known.merge_operations(item),
            None => {
                self.paths.paths.insert(path, item);
            }
        }
        self.schemas.extend(describe.schemas);
    }

    pub(crate) fn finish(mut self) -> OpenApi {
        self.schemas.iter_mut().for_each(told_apart);
        let login = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
            COOKIE,
            "A browser's login. Methods other than GET also need the header `X-Towline: 1` and a same-origin `Origin`.",
        )));
        let external = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
            EXTERNAL_COOKIE,
            "The browser of somebody who came into one session by a link. It counts until they are out; as for a login, methods other than GET need `X-Towline: 1` and `Origin`.",
        )));
        let scopes = Scope::all().map(|scope| {
            let of = scope.to_string();
            let does = if scope.write { "Change" } else { "Read" };
            let about = of.split(':').next().unwrap_or_default().replace('_', " ");
            (of, format!("{does} {about}, as far as the maker of the API account may."))
        });
        let program = SecurityScheme::OAuth2(OAuth2::with_description(
            [Flow::ClientCredentials(ClientCredentials::new(
                format!("{BASE}/oauth/token"),
                OAuthScopes::from_iter(scopes),
            ))],
            "A program with an API account. Each request counts towards `RateLimit-Limit`; a POST with an `Idempotency-Key` is done once.",
        ));
        OpenApiBuilder::new()
            .info(
                InfoBuilder::new()
                    .title("Towline appliance")
                    .description(Some("The interface that the console and the administrative interface use. Times are Unix milliseconds, ids are UUIDs."))
                    .version("1"),
            )
            .paths(self.paths)
            .components(Some(
                ComponentsBuilder::new().schemas_from_iter(self.schemas).security_scheme("login", login).security_scheme("external", external).security_scheme("program", program).build(),
            ))
            .build()
    }
}

/// An untagged value that may be one of two lists: the second is not empty, so that the empty one is of one kind.
fn told_apart((name, schema): &mut (String, RefOr<Schema>)) {
    if name == "SettingValue"
        && let RefOr::T(Schema::OneOf(one)) = schema
        && let Some(RefOr::T(Schema::Array(rules))) = one.items.last_mut()
    {
        rules.min_items = Some(1);
    }
}

fn id() -> Schema {
    let format = SchemaFormat::Custom("uuid".into());
    Schema::Object(ObjectBuilder::new().schema_type(Type::String).format(Some(format)).build())
}

fn content(name: &str) -> Content {
    ContentBuilder::new().schema(Some(RefOr::Ref(Ref::from_schema_name(name)))).build()
}

fn picture() -> Content {
    let format = SchemaFormat::KnownFormat(KnownFormat::Binary);
    let schema = Schema::Object(ObjectBuilder::new().schema_type(Type::String).format(Some(format)).build());
    ContentBuilder::new().schema(Some(schema)).build()
}

fn who(who: Who) -> String {
    let fixed = match who {
        Who::Anyone => "For everybody, signed in or not.",
        Who::SignedIn => "For everybody who is signed in.",
        Who::OwnFactors => {
            "For everybody who is signed in, has a password of their own, and proved all factors within the last ten minutes (`again_required` otherwise)."
        }
        Who::Lister => "For everybody who is signed in and has a password of their own.",
        Who::User => "For everybody who is signed in and has a password of their own.",
        Who::ConsoleUser => "For everybody who is signed in, while the web console is switched on.",
        Who::External => {
            "For external representatives, while they are in their session and the web console is switched on."
        }
        Who::Areas(areas) | Who::PersonIn(areas) | Who::FreshIn(areas) => {
            let keys: Vec<String> = areas.iter().map(|area| format!("`{}`", area.setting().key())).collect();
            let also = match who {
                Who::FreshIn(_) => " who proved all factors within the last ten minutes (`again_required` otherwise)",
                _ => "",
            };
            return format!("For administrators, and for those who have {}{also}.", keys.join(" or "));
        }
        Who::Administrator => "For administrators.",
        Who::FreshAdministrator => {
            "For administrators who proved all factors within the last ten minutes (`again_required` otherwise)."
        }
        Who::Account => {
            "For administrators, and for those who have `admin.users`, unless the account may do more in the administrative interface than they may."
        }
        Who::AccountSignIn => {
            "As for changing an account, by somebody who proved all factors within the last ten minutes (`again_required` otherwise)."
        }
        Who::Reports => {
            "For everybody whom `reports.sessions`, or a role at a Jump Item, lets read reports; what they do not see is not there."
        }
        Who::Recordings => {
            "For everybody whom `reports.recordings` lets have recordings, of sessions that they may read about; what they do not see is not there."
        }
        Who::Supporter => "For everybody who may give attended support, while the web console is switched on.",
        Who::KeyMaker => "For everybody who may make session keys, while the web console is switched on.",
        Who::QueueServed => "For those who take sessions out of the queue, while the web console is switched on.",
        Who::ItemSeen => "For those who see the item.",
        Who::ItemJump => {
            "For those whose role at the item includes starting sessions, while the web console is switched on."
        }
        Who::ItemEdited => "For those whose role at the item includes what is changed.",
        Who::Item(_) => "For those whose role at the item includes it.",
    };
    fixed.to_owned()
}

fn lower_camel(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map_or_else(String::new, |first| first.to_ascii_lowercase().to_string() + characters.as_str())
}
