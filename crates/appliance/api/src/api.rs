//! The only way to add a route: with its line in the table, and a handler whose first argument is the proof of that line's action (QLT-8).

use axum::{
    Router,
    handler::Handler,
    routing::{MethodFilter, on},
};
use towline_engine::Engine;
use towline_policy::{
    action,
    rest::{Operation, Verb},
};
use utoipa::openapi::OpenApi;

use crate::{
    describe::{Describe, Document},
    proof::{Open, Proof},
};

/// Handlers whose first argument is `P`.
pub(crate) trait First<P> {}

macro_rules! first {
    ($($more:ident)*) => {
        impl<M, P, $($more),*> First<P> for (M, P, $($more),*) {}
    };
}
first!();
first!(A);
first!(A B);

/// Routes and their document, growing together.
pub(crate) struct Api {
    routes: Router<Engine>,
    document: Document,
}

impl Api {
    pub(crate) fn new() -> Self {
        Api { routes: Router::new(), document: Document::new() }
    }

    /// An operation that needs a right.
    pub(crate) fn op<O, H, T>(self, describe: Describe<O>, handler: H) -> Self
    where
        O: Operation,
        H: Handler<T, Engine>,
        T: First<Proof<O>> + 'static,
    {
        self.add(describe, handler)
    }

    /// An operation that everybody may do.
    pub(crate) fn open<O, H, T>(self, describe: Describe<O>, handler: H) -> Self
    where
        O: Operation<Action = action::Open>,
        H: Handler<T, Engine>,
        T: First<Open<O>> + 'static,
    {
        self.add(describe, handler)
    }

    fn add<O, H, T>(mut self, describe: Describe<O>, handler: H) -> Self
    where
        O: Operation,
        H: Handler<T, Engine>,
        T: 'static,
    {
        let filter = match O::ROW.verb {
            Verb::Get => MethodFilter::GET,
            Verb::Post => MethodFilter::POST,
            Verb::Patch => MethodFilter::PATCH,
            Verb::Delete => MethodFilter::DELETE,
        };
        self.routes = self.routes.route(O::ROW.path, on(filter, handler));
        self.document.add(&O::ROW, describe);
        self
    }

    pub(crate) fn into_parts(self) -> (Router<Engine>, OpenApi) {
        (self.routes, self.document.finish())
    }
}
