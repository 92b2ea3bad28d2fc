//! Custom fields that a rep sets in a session (SES-40).

use towline_session::{Input, Refusal};
use towline_wire::v1;

use crate::actor::SessionHandle;
use crate::console_link::ConsoleLink;
use crate::link::problem;
use crate::views;

impl ConsoleLink {
    /// Sets custom fields by hand (SES-40).
    pub(crate) async fn set_custom(&self, request: u32, session: Option<SessionHandle>, set: v1::SetCustomFields) {
        let Some(session) = session else {
            return self.reply(request, Some(views::refusal(Refusal::NotFound)), String::new());
        };
        let principal = &self.console.principal;
        let said = set.custom.into_iter().map(|(code, value)| (code, Some(value))).collect();
        let problem = match self.shared.engine.session_fields_by_rep(principal, &said).await {
            Ok(fields) => {
                let input = Input::EditCustom { user: principal.user_id, fields };
                self.shared.put(&session, input).await.err().map(views::refusal)
            }
            Err(fault) => Some(problem(fault.code, &fault.title, &fault.detail)),
        };
        self.reply(request, problem, String::new());
    }
}
