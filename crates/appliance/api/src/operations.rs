//! Every operation with its handler and its shapes. The table in `policy` says who may; a test holds the two against each other.

use towline_policy::rest;

use crate::{
    accounts, api::Api, attachments, batch, chat, custom_fields, describe::describe, earlier_sessions, external,
    factors, issues, items, jump, mail, me, policies, programs, providers, public_sites, record, reports,
    representatives, reset, routing, script_resources, scripts, session_keys, sessions, simulator, skills, status,
    support_buttons, surveys, teams, translation, visits,
};

pub(crate) fn all() -> Api {
    reports::operations(scripts::operations(script_resources::operations(support_buttons::operations(Api::new()))))
        .open(describe::<rest::Document>("This document.", 200), me::document)
        .open(
            describe::<rest::SignIn>("Sign in with a password; a second factor may be missing then.", 200)
                .takes::<me::SignIn>()
                .gives::<me::SignInAnswer>(),
            me::sign_in,
        )
        .open(
            describe::<rest::ProveFactor>("End a sign-in with a second factor, or with a passkey alone.", 200)
                .takes::<me::SignInProof>()
                .gives::<me::SignInAnswer>(),
            me::prove_factor,
        )
        .open(
            describe::<rest::AskPasskey>("Begin a sign-in with a passkey alone.", 200).gives::<me::PasskeyAsked>(),
            me::ask_passkey,
        )
        .open(
            describe::<rest::AskReset>("Have a link sent that resets a forgotten password; the answer never says whether there is such an account.", 202)
                .takes::<reset::ForgottenPassword>(),
            reset::ask,
        )
        .open(
            describe::<rest::ViewReset>("What a link that resets a password is for.", 200)
                .takes::<reset::ResetToken>()
                .gives::<reset::ResetFacts>(),
            reset::view,
        )
        .open(
            describe::<rest::FinishReset>("Set a new password by a link, once; every login of the account ends.", 204)
                .takes::<reset::ResetPassword>(),
            reset::finish,
        )
        .open(
            describe::<rest::ConsoleState>("What the sign-in pages offer: the web console, resetting a password by e-mail.", 200).gives::<me::ConsoleState>(),
            me::console_state,
        )
        .open(
            describe::<rest::ListSignInProviders>("Security providers that people sign in at.", 200)
                .gives::<visits::SignInProviders>(),
            visits::list,
        )
        .open(
            describe::<rest::BeginVisit>("Go to a security provider to sign in there.", 200)
                .takes::<visits::VisitStart>()
                .gives::<visits::VisitAddress>(),
            visits::begin,
        )
        .open(
            describe::<rest::FinishVisit>("Come back from a security provider.", 200)
                .takes::<visits::VisitResult>()
                .gives::<visits::VisitEnded>(),
            visits::finish,
        )
        .open(
            describe::<rest::ViewExternalLink>("What a link is for that brings somebody without an account into a session.", 200)
                .takes::<external::InvitationToken>()
                .gives::<external::ExternalLinkFacts>(),
            external::view,
        )
        .open(
            describe::<rest::FollowExternalLink>("Come into a session by such a link, once; the cookie of it is set.", 200)
                .takes::<external::InvitationToken>()
                .gives::<external::ExternalGuest>(),
            external::follow,
        )
        .open(
            describe::<rest::MakeExternalTicket>("A ticket for the link of somebody who came by one.", 200)
                .gives::<external::ExternalTicket>(),
            external::ticket,
        )
        .op(
            describe::<rest::SendExternalAttachment>("Send a file into the chat of the session that the caller was invited into.", 201)
                .asks::<attachments::SendingQuery>()
                .takes_file()
                .gives::<attachments::SentAttachment>(),
            attachments::send_external,
        )
        .op(
            describe::<rest::FetchExternalAttachment>("A file of the chat of the session that the caller was invited into.", 200)
                .gives_file(),
            attachments::fetch_external,
        )
        .op(
            describe::<rest::ViewExternalChat>("What somebody who came by a link needs for the chat of the session.", 200)
                .gives::<chat::ExternalChat>(),
            chat::external,
        )
        .open(
            describe::<rest::ViewAwayInvitation>("What a link is for that was sent to a representative who is not signed in.", 200)
                .takes::<external::InvitationToken>()
                .gives::<external::AwayFacts>(),
            external::view_away,
        )
        .open(
            describe::<rest::DeclineAwayInvitation>("Decline an invitation by such a link, once, and ask for no more of them if wanted.", 204)
                .takes::<external::AwayDeclined>(),
            external::decline_away,
        )
        .op(describe::<rest::SignOut>("Sign out.", 204).takes::<me::SignOut>(), me::sign_out)
        .op(describe::<rest::ViewMe>("The caller.", 200).gives::<me::Me>(), me::view)
        .op(describe::<rest::EditMe>("Change the caller.", 200).takes::<me::MyChange>().gives::<me::Me>(), me::edit)
        .op(
            describe::<rest::ChangeOwnPassword>("Change the caller's password.", 204).takes::<me::PasswordChange>(),
            me::change_password,
        )
        .op(describe::<rest::ListOwnLogins>("Where the caller is signed in.", 200).gives::<me::OwnLogins>(), me::logins)
        .op(describe::<rest::EndOwnLogin>("Sign the caller out elsewhere.", 204), me::end_login)
        .op(
            describe::<rest::BeActive>(
                "Say that somebody does something, so that the login does not end as idle.",
                204,
            ),
            me::be_active,
        )
        .op(
            describe::<rest::ListOwnFactors>("The caller's second factors.", 200).gives::<factors::SecondFactors>(),
            factors::list,
        )
        .op(
            describe::<rest::BeginAgain>("What proves that the caller is still the same person.", 200)
                .gives::<factors::AgainWanted>(),
            factors::begin_again,
        )
        .op(
            describe::<rest::ProveAgain>("Prove that the caller is still the same person.", 204)
                .takes::<factors::AgainProof>(),
            factors::prove_again,
        )
        .op(
            describe::<rest::BeginTotp>("A secret for an authenticator app.", 200).gives::<factors::TotpSecret>(),
            factors::begin_totp,
        )
        .op(
            describe::<rest::FinishTotp>("Take an authenticator app as second factor; other logins end.", 200)
                .takes::<factors::TotpProof>()
                .gives::<factors::RecoveryCodes>(),
            factors::finish_totp,
        )
        .op(
            describe::<rest::BeginPasskey>("Begin to make a passkey.", 200).gives::<factors::PasskeyOffer>(),
            factors::begin_passkey,
        )
        .op(
            describe::<rest::FinishPasskey>("Take a passkey as second factor; other logins end.", 200)
                .takes::<factors::PasskeyProof>()
                .gives::<factors::RecoveryCodes>(),
            factors::finish_passkey,
        )
        .op(describe::<rest::RemoveOwnFactor>("Remove a second factor of the caller.", 204), factors::remove)
        .op(
            describe::<rest::RenewRecoveryCodes>("New recovery codes in place of the old ones.", 200)
                .gives::<factors::RecoveryCodes>(),
            factors::renew_codes,
        )
        .op(describe::<rest::MakeTicket>("A ticket for a link.", 200).gives::<me::Ticket>(), me::make_ticket)
        .op(
            describe::<rest::ListLocations>("Where the visible Jump Items are.", 200).gives::<items::JumpLocations>(),
            items::locations,
        )
        .op(
            describe::<rest::ListItems>("Visible Jump Items.", 200)
                .asks::<items::ItemQuery>()
                .gives::<items::JumpItemPage>(),
            items::list,
        )
        .op(
            describe::<rest::ListFrequent>("Jump Items that the caller uses most.", 200).gives::<items::JumpItems>(),
            items::frequent,
        )
        .op(
            describe::<rest::FindItems>("Visible Jump Items that fit criteria.", 200)
                .asks::<items::FindQuery>()
                .gives::<items::FoundItems>(),
            items::find,
        )
        .op(
            describe::<rest::BatchItems>("Do the same to several Jump Items.", 200)
                .takes::<batch::ItemBatch>()
                .gives::<batch::BatchAnswer>(),
            batch::items,
        )
        .op(
            describe::<rest::ViewItem>("A Jump Item with its details.", 200).gives::<items::JumpItemDetails>(),
            items::view,
        )
        .op(
            describe::<rest::EditItem>("Change a Jump Item.", 200)
                .takes::<items::JumpItemChange>()
                .gives::<items::JumpItemDetails>(),
            items::edit,
        )
        .op(
            describe::<rest::RemoveItem>(
                "Remove a Jump Item; its agent is uninstalled now or when it next connects.",
                202,
            ),
            items::remove,
        )
        .op(describe::<rest::ListGroups>("Jump Groups.", 200).gives::<jump::JumpGroups>(), jump::groups)
        .op(
            describe::<rest::CreateGroup>("Make a Jump Group.", 201)
                .takes::<jump::NewJumpGroup>()
                .gives::<jump::JumpGroup>(),
            jump::create_group,
        )
        .op(describe::<rest::ViewGroup>("One Jump Group.", 200).gives::<jump::JumpGroup>(), jump::view_group)
        .op(
            describe::<rest::EditGroup>("Change a Jump Group.", 200)
                .takes::<jump::JumpGroupChange>()
                .gives::<jump::JumpGroup>(),
            jump::edit_group,
        )
        .op(describe::<rest::RemoveGroup>("Remove an empty Jump Group.", 204), jump::remove_group)
        .op(describe::<rest::ListInstallers>("Installers.", 200).gives::<jump::JumpInstallers>(), jump::installers)
        .op(
            describe::<rest::CreateInstaller>("Make an installer.", 201)
                .takes::<jump::NewJumpInstaller>()
                .gives::<jump::MadeJumpInstaller>(),
            jump::create_installer,
        )
        .op(describe::<rest::RemoveInstaller>("Remove an installer.", 204), jump::remove_installer)
        .op(
            describe::<rest::ListUsers>("Accounts.", 200).asks::<accounts::UserQuery>().gives::<accounts::Users>(),
            accounts::list,
        )
        .op(
            describe::<rest::CreateUser>("Make an account.", 201)
                .takes::<accounts::NewUser>()
                .gives::<accounts::User>(),
            accounts::create,
        )
        .op(
            describe::<rest::BatchUsers>("Do the same to several accounts.", 200)
                .takes::<batch::UserBatch>()
                .gives::<batch::BatchAnswer>(),
            batch::users,
        )
        .op(
            describe::<rest::CountBelongings>("How much belongs to some accounts, and goes with them.", 200)
                .asks::<batch::BelongingsQuery>()
                .gives::<batch::Belongings>(),
            batch::belongings,
        )
        .op(
            describe::<rest::RemoveUser>("Remove an account for good.", 204).asks::<accounts::Removal>(),
            accounts::remove,
        )
        .op(
            describe::<rest::EditUser>("Change an account.", 200)
                .takes::<accounts::UserChange>()
                .gives::<accounts::User>(),
            accounts::edit,
        )
        .op(
            describe::<rest::SetUserPassword>("Set somebody's password.", 204).takes::<accounts::SetPassword>(),
            accounts::set_password,
        )
        .op(
            describe::<rest::RemoveUserFactors>("Remove all second factors of somebody who lost them.", 204),
            accounts::remove_factors,
        )
        .op(
            describe::<rest::ViewUser>("An account, with what holds for it and why.", 200)
                .gives::<accounts::UserDetails>(),
            accounts::view,
        )
        .op(
            describe::<rest::ViewCatalogue>("Everything that can be allowed.", 200)
                .gives::<policies::PermissionCatalogue>(),
            policies::catalogue,
        )
        .op(
            describe::<rest::ListGroupPolicies>("Group policies, from top to bottom.", 200)
                .gives::<policies::GroupPolicies>(),
            policies::group_policies,
        )
        .op(
            describe::<rest::CreateGroupPolicy>("Make a group policy, at the bottom.", 201)
                .takes::<policies::NewGroupPolicyBody>()
                .gives::<policies::GroupPolicy>(),
            policies::create_group_policy,
        )
        .op(
            describe::<rest::ViewGroupPolicy>("A group policy.", 200).gives::<policies::GroupPolicy>(),
            policies::view_group_policy,
        )
        .op(
            describe::<rest::EditGroupPolicy>("Change a group policy; running sessions follow at once.", 200)
                .takes::<policies::GroupPolicyChange>()
                .gives::<policies::GroupPolicy>(),
            policies::edit_group_policy,
        )
        .op(describe::<rest::RemoveGroupPolicy>("Remove a group policy.", 204), policies::remove_group_policy)
        .op(
            describe::<rest::OrderGroupPolicies>("Put all group policies into an order.", 200)
                .takes::<policies::GroupPolicyOrder>()
                .gives::<policies::GroupPolicies>(),
            policies::order_group_policies,
        )
        .op(
            describe::<rest::ListSessionPolicies>("Session policies.", 200).gives::<policies::SessionPolicies>(),
            policies::session_policies,
        )
        .op(
            describe::<rest::CreateSessionPolicy>("Make a session policy.", 201)
                .takes::<policies::NewSessionPolicyBody>()
                .gives::<policies::SessionPolicy>(),
            policies::create_session_policy,
        )
        .op(
            describe::<rest::ViewSessionPolicy>("One session policy.", 200).gives::<policies::SessionPolicy>(),
            policies::view_session_policy,
        )
        .op(
            describe::<rest::EditSessionPolicy>("Change a session policy; running sessions follow at once.", 200)
                .takes::<policies::SessionPolicyChange>()
                .gives::<policies::SessionPolicy>(),
            policies::edit_session_policy,
        )
        .op(
            describe::<rest::RemoveSessionPolicy>("Remove a session policy that nothing names.", 204),
            policies::remove_session_policy,
        )
        .op(
            describe::<rest::ViewEverybody>("What everybody may do inside sessions where nobody says otherwise.", 200)
                .gives::<policies::SessionPermissions>(),
            policies::session_permissions,
        )
        .op(
            describe::<rest::EditEverybody>("Change what everybody may do inside sessions.", 200)
                .takes::<policies::SessionPermissions>()
                .gives::<policies::SessionPermissions>(),
            policies::edit_session_permissions,
        )
        .op(describe::<rest::ListRoles>("Jump Item Roles.", 200).gives::<policies::JumpItemRoles>(), policies::roles)
        .op(
            describe::<rest::CreateRole>("Make a Jump Item Role.", 201)
                .takes::<policies::NewJumpItemRole>()
                .gives::<policies::JumpItemRole>(),
            policies::create_role,
        )
        .op(
            describe::<rest::ViewRole>("One Jump Item Role.", 200).gives::<policies::JumpItemRole>(),
            policies::view_role,
        )
        .op(
            describe::<rest::EditRole>("Change a Jump Item Role of the site's own.", 200)
                .takes::<policies::JumpItemRoleChange>()
                .gives::<policies::JumpItemRole>(),
            policies::edit_role,
        )
        .op(describe::<rest::RemoveRole>("Remove a Jump Item Role that nothing names.", 204), policies::remove_role)
        .op(
            describe::<rest::ListSessionKeys>("The caller's open session keys, and what new ones may be like.", 200)
                .gives::<session_keys::SessionKeys>(),
            session_keys::list,
        )
        .op(
            describe::<rest::MakeSessionKey>("Make a session key: a customer starts one session with it.", 201)
                .takes::<session_keys::NewSessionKey>()
                .gives::<session_keys::OpenSessionKey>(),
            session_keys::make,
        )
        .op(
            describe::<rest::WithdrawSessionKey>("Withdraw a session key that nobody has used.", 204),
            session_keys::withdraw,
        )
        .op(
            describe::<rest::MailSessionKey>("Send a session key by the site's own mail.", 204)
                .takes::<session_keys::MailedSessionKey>(),
            session_keys::mail,
        )
        .op(
            describe::<rest::ViewSessionKeyInvitation>(
                "What invites a customer with a session key, to be sent by a program of one's own.",
                200,
            )
            .asks::<session_keys::InvitationAsked>()
            .gives::<session_keys::SessionKeyInvitation>(),
            session_keys::invitation,
        )
        .op(
            describe::<rest::ListEarlierSessions>(
                "Sessions before one that the caller is in, with the same endpoint or customer.",
                200,
            )
            .asks::<earlier_sessions::EarlierQuery>()
            .gives::<earlier_sessions::EarlierSessions>(),
            earlier_sessions::list,
        )
        .op(
            describe::<rest::ListRepresentatives>("Whom the caller can hand a session on to, or share it with.", 200)
                .gives::<representatives::Representatives>(),
            representatives::list,
        )
        .op(describe::<rest::ListTeams>("Support teams.", 200).gives::<teams::Teams>(), teams::list)
        .op(
            describe::<rest::CreateTeam>("Make a support team.", 201).takes::<teams::NewTeam>().gives::<teams::Team>(),
            teams::create,
        )
        .op(describe::<rest::ViewTeam>("One support team.", 200).gives::<teams::Team>(), teams::view)
        .op(
            describe::<rest::EditTeam>("Change a support team.", 200)
                .takes::<teams::TeamPatch>()
                .gives::<teams::Team>(),
            teams::edit,
        )
        .op(
            describe::<rest::RemoveTeam>("Remove a support team that handles no issue; its members stay.", 204),
            teams::remove,
        )
        .op(
            describe::<rest::ViewRouting>("How sessions find their representative.", 200)
                .gives::<routing::RoutingSettings>(),
            routing::view,
        )
        .op(
            describe::<rest::EditRouting>("Change how sessions find their representative.", 200)
                .takes::<routing::RoutingPatch>()
                .gives::<routing::RoutingSettings>(),
            routing::edit,
        )
        .op(describe::<rest::ListIssues>("Support issues.", 200).gives::<issues::Issues>(), issues::list)
        .op(
            describe::<rest::CreateIssue>("Make a support issue.", 201)
                .takes::<issues::NewIssue>()
                .gives::<issues::Issue>(),
            issues::create,
        )
        .op(describe::<rest::ViewIssue>("One support issue.", 200).gives::<issues::Issue>(), issues::view)
        .op(
            describe::<rest::EditIssue>("Change a support issue.", 200)
                .takes::<issues::IssuePatch>()
                .gives::<issues::Issue>(),
            issues::edit,
        )
        .op(describe::<rest::RemoveIssue>("Remove a support issue.", 204), issues::remove)
        .op(describe::<rest::ListSkills>("Skills.", 200).gives::<skills::Skills>(), skills::list)
        .op(
            describe::<rest::CreateSkill>("Make a skill.", 201).takes::<skills::NewSkill>().gives::<skills::Skill>(),
            skills::create,
        )
        .op(describe::<rest::ViewSkill>("One skill.", 200).gives::<skills::Skill>(), skills::view)
        .op(
            describe::<rest::EditSkill>("Change a skill.", 200).takes::<skills::SkillPatch>().gives::<skills::Skill>(),
            skills::edit,
        )
        .op(
            describe::<rest::RemoveSkill>("Remove a skill that no issue needs; whoever had it has it no more.", 204),
            skills::remove,
        )
        .op(
            describe::<rest::ListCustomFields>("Custom fields of sessions.", 200)
                .gives::<custom_fields::CustomFields>(),
            custom_fields::list,
        )
        .op(
            describe::<rest::CreateCustomField>("Make a custom field.", 201)
                .takes::<custom_fields::NewCustomField>()
                .gives::<custom_fields::CustomField>(),
            custom_fields::create,
        )
        .op(
            describe::<rest::ViewCustomField>("One custom field.", 200).gives::<custom_fields::CustomField>(),
            custom_fields::view,
        )
        .op(
            describe::<rest::EditCustomField>("Change a custom field; sessions keep what they started with.", 200)
                .takes::<custom_fields::CustomFieldPatch>()
                .gives::<custom_fields::CustomField>(),
            custom_fields::edit,
        )
        .op(
            describe::<rest::RemoveCustomField>("Remove a custom field; sessions keep what they started with.", 204),
            custom_fields::remove,
        )
        .op(describe::<rest::ListSurveys>("Surveys.", 200).gives::<surveys::Surveys>(), surveys::list)
        .op(
            describe::<rest::CreateSurvey>("Make a survey.", 201)
                .takes::<surveys::SurveyPatch>()
                .gives::<surveys::Survey>(),
            surveys::create,
        )
        .op(describe::<rest::ViewSurvey>("One survey.", 200).gives::<surveys::Survey>(), surveys::view)
        .op(
            describe::<rest::EditSurvey>("Change a survey; answers stay as they were given.", 200)
                .takes::<surveys::SurveyPatch>()
                .gives::<surveys::Survey>(),
            surveys::edit,
        )
        .op(
            describe::<rest::RemoveSurvey>("Remove a survey that no public site asks; its answers stay.", 204),
            surveys::remove,
        )
        .op(
            describe::<rest::ListSurveyAnswers>("What was answered in surveys, the newest first.", 200)
                .asks::<surveys::AnswersFilter>()
                .gives::<surveys::AnswersPage>(),
            surveys::answers,
        )
        .op(
            describe::<rest::ViewOwnSurvey>("What the caller is asked about a session that they were in.", 200)
                .gives::<surveys::OwnSurvey>(),
            surveys::view_own,
        )
        .op(
            describe::<rest::AnswerOwnSurvey>("Answer it, once.", 204).takes::<surveys::OwnAnswers>(),
            surveys::answer_own,
        )
        .op(
            describe::<rest::ListCannedMessages>("Canned messages, by category and name.", 200)
                .gives::<chat::CannedMessages>(),
            chat::list,
        )
        .op(
            describe::<rest::CreateCannedMessage>("Make a canned message.", 201)
                .takes::<chat::NewCannedMessage>()
                .gives::<chat::CannedMessage>(),
            chat::create,
        )
        .op(
            describe::<rest::ViewCannedMessage>("One canned message.", 200).gives::<chat::CannedMessage>(),
            chat::view,
        )
        .op(
            describe::<rest::EditCannedMessage>("Change a canned message.", 200)
                .takes::<chat::CannedMessagePatch>()
                .gives::<chat::CannedMessage>(),
            chat::edit,
        )
        .op(describe::<rest::RemoveCannedMessage>("Remove a canned message.", 204), chat::remove)
        .op(
            describe::<rest::ViewChatSettings>("How the chat of sessions is.", 200).gives::<chat::ChatSetup>(),
            chat::settings,
        )
        .op(
            describe::<rest::EditChatSettings>("Change how the chat of sessions is.", 200)
                .takes::<chat::ChatPatch>()
                .gives::<chat::ChatSetup>(),
            chat::edit_settings,
        )
        .op(
            describe::<rest::ViewOwnChat>("What the caller needs for the chat of sessions.", 200)
                .gives::<chat::OwnChat>(),
            chat::own,
        )
        .op(
            describe::<rest::SendAttachment>("Send a file into the chat of a session that the caller is in.", 201)
                .asks::<attachments::SendingQuery>()
                .takes_file()
                .gives::<attachments::SentAttachment>(),
            attachments::send,
        )
        .op(
            describe::<rest::FetchAttachment>("A file of the chat of a session that the caller sees.", 200)
                .gives_file(),
            attachments::fetch,
        )
        .op(
            describe::<rest::ListPublicSites>("Public sites, the default one first.", 200)
                .gives::<public_sites::PublicSites>(),
            public_sites::list,
        )
        .op(
            describe::<rest::CreatePublicSite>("Make a public site.", 201)
                .takes::<public_sites::PublicSitePatch>()
                .gives::<public_sites::PublicSite>(),
            public_sites::create,
        )
        .op(
            describe::<rest::ViewPublicSite>("A public site.", 200).gives::<public_sites::PublicSite>(),
            public_sites::view,
        )
        .op(
            describe::<rest::EditPublicSite>("Change a public site; running sessions follow at once.", 200)
                .takes::<public_sites::PublicSitePatch>()
                .gives::<public_sites::PublicSite>(),
            public_sites::edit,
        )
        .op(
            describe::<rest::RemovePublicSite>(
                "Remove a public site other than the default one; its host names lead to the default one then.",
                204,
            ),
            public_sites::remove,
        )
        .op(
            describe::<rest::ViewPublicSiteLogo>("A public site's logo.", 200).gives_pictures(),
            public_sites::view_logo,
        )
        .op(
            describe::<rest::SetPublicSiteLogo>("Give a public site a logo of at most 128 KiB and 2048 pixels.", 200)
                .takes_pictures()
                .gives::<public_sites::PublicSite>(),
            public_sites::set_logo,
        )
        .op(describe::<rest::RemovePublicSiteLogo>("Take a public site's logo away.", 204), public_sites::remove_logo)
        .op(
            describe::<rest::ListSessionFields>("Custom fields that a session can be started with.", 200)
                .gives::<custom_fields::SessionFields>(),
            custom_fields::session_fields,
        )
        .op(
            describe::<rest::Simulate>("What an account would be allowed, and by which rule.", 200)
                .asks::<simulator::SimulatorQuery>()
                .gives::<simulator::Simulation>(),
            simulator::simulate,
        )
        .op(
            describe::<rest::ExplainMe>("What the caller may do, and by which rule.", 200)
                .asks::<simulator::MyPermissionsQuery>()
                .gives::<simulator::Simulation>(),
            simulator::my_permissions,
        )
        .op(describe::<rest::ViewStatus>("The state of the site.", 200).gives::<status::Status>(), status::view)
        .op(
            describe::<rest::ListRunningSessions>("Running sessions, the newest first.", 200)
                .asks::<sessions::SessionQuery>()
                .gives::<sessions::Sessions>(),
            sessions::list,
        )
        .op(
            describe::<rest::ViewRunningSession>("A running session.", 200).gives::<sessions::Session>(),
            sessions::view,
        )
        .op(
            describe::<rest::EditSession>("Set custom fields of a running session; its consoles show them at once.", 200)
                .takes::<sessions::SessionChange>()
                .gives::<sessions::Session>(),
            sessions::edit,
        )
        .op(
            describe::<rest::EndSession>(
                "End a running session; everybody in it is told that an administrator did.",
                204,
            ),
            sessions::end,
        )
        .op(describe::<rest::EndLogin>("Sign somebody out.", 204), status::end_login)
        .open(
            describe::<rest::IssueToken>("A token for a program (OAuth 2 client credentials).", 200)
                .takes_form::<programs::TokenRequest>()
                .refuses::<programs::TokenError>(&[400, 401])
                .gives::<programs::Token>(),
            programs::issue_token,
        )
        .op(describe::<rest::ListPrograms>("API accounts.", 200).gives::<programs::ApiAccounts>(), programs::list)
        .op(
            describe::<rest::CreateProgram>("Make an API account; the answer holds its secret, this once.", 201)
                .takes::<programs::NewApiAccount>()
                .gives::<programs::MadeApiAccount>(),
            programs::create,
        )
        .op(describe::<rest::ViewProgram>("One API account.", 200).gives::<programs::ApiAccount>(), programs::view)
        .op(
            describe::<rest::EditProgram>("Change an API account.", 200)
                .takes::<programs::ApiAccountPatch>()
                .gives::<programs::ApiAccount>(),
            programs::edit,
        )
        .op(
            describe::<rest::RenewProgramSecret>(
                "A new secret for an API account; the old one and its tokens end.",
                200,
            )
            .gives::<programs::MadeApiAccount>(),
            programs::renew_secret,
        )
        .op(describe::<rest::RemoveProgram>("Remove an API account.", 204), programs::remove)
        .op(
            describe::<rest::ListProviders>("Security providers, in their order.", 200)
                .gives::<providers::SecurityProviders>(),
            providers::list,
        )
        .op(
            describe::<rest::CreateProvider>("Make a security provider, at the end of the order.", 201)
                .takes::<providers::NewSecurityProvider>()
                .gives::<providers::SecurityProvider>(),
            providers::create,
        )
        .op(
            describe::<rest::ViewProvider>("One security provider.", 200).gives::<providers::SecurityProvider>(),
            providers::view,
        )
        .op(
            describe::<rest::EditProvider>("Change a security provider; switched off, its logins end.", 200)
                .takes::<providers::SecurityProviderPatch>()
                .gives::<providers::SecurityProvider>(),
            providers::edit,
        )
        .op(
            describe::<rest::RemoveProvider>("Remove a security provider; its accounts stay and cannot sign in.", 204),
            providers::remove,
        )
        .op(
            describe::<rest::OrderProviders>("Put all security providers into an order.", 200)
                .takes::<providers::SecurityProviderOrder>()
                .gives::<providers::SecurityProviders>(),
            providers::order,
        )
        .op(
            describe::<rest::TestProvider>("Try a security provider, and say what works.", 200)
                .takes::<providers::ProviderTestRequest>()
                .gives::<providers::ProviderTestResult>(),
            providers::test,
        )
        .op(
            describe::<rest::ListRecord>("The administrative record: who changed what, the newest first.", 200)
                .asks::<record::RecordFilter>()
                .gives::<record::RecordPage>(),
            record::list,
        )
        .op(
            describe::<rest::CheckRecord>("Compute the chain of the whole administrative record anew.", 200)
                .gives::<record::RecordChecked>(),
            record::check,
        )
        .op(
            describe::<rest::ViewSecurity>("Security settings.", 200).gives::<status::SecuritySettings>(),
            status::security,
        )
        .op(
            describe::<rest::EditSecurity>("Change security settings.", 200)
                .takes::<status::SecurityChange>()
                .gives::<status::SecuritySettings>(),
            status::edit_security,
        )
        .op(describe::<rest::ViewMail>("How the site sends mail.", 200).gives::<mail::MailSetup>(), mail::view)
        .op(
            describe::<rest::EditMail>("Change how the site sends mail.", 200)
                .takes::<mail::MailPatch>()
                .gives::<mail::MailSetup>(),
            mail::edit,
        )
        .op(describe::<rest::RemoveMail>("Send no mail any more.", 204), mail::remove)
        .op(
            describe::<rest::TestMail>("Send a message to try the mail server out, and say what happened.", 200)
                .takes::<mail::MailTestRequest>()
                .gives::<mail::MailTestResult>(),
            mail::test,
        )
        .op(
            describe::<rest::ViewTranslation>("How the chat is translated.", 200).gives::<translation::TranslationSetup>(),
            translation::view,
        )
        .op(
            describe::<rest::EditTranslation>("Change how the chat is translated. The service is tried first: what does not work is not saved.", 200)
                .takes::<translation::TranslationPatch>()
                .gives::<translation::TranslationSetup>(),
            translation::edit,
        )
        .op(describe::<rest::RemoveTranslation>("Translate nothing any more.", 204), translation::remove)
}
