//! What a public site offers (SUP-1, SUP-32), and what is answered at the end of its sessions (SUP-80).

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use towline_model::{
    Author, AuthorKind, Customer, IssueId, Moment, PublicSiteId, Question, QuestionKind, Queue, SessionId, Support,
    SurveyAnswer, SurveyId, UserId, Via,
};
use towline_session::{Graces, Session, Spec};
use towline_store::{
    AnswersQuery, Changed, IssueChange, NewAnswers, PublicSiteChange, Stamp, Store, SurveyChange, SurveyOf,
};
use uuid::Uuid;

const NOW: Moment = Moment(1_800_000_000_000);

fn stamp() -> Stamp {
    let author = Author { kind: AuthorKind::Setup, id: None, name: "test".into(), address: String::new() };
    Stamp { author: Arc::new(author), at: NOW, seen: None, once: None }
}

async fn store() -> (tempfile::TempDir, Store) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path()).await.unwrap();
    (directory, store)
}

fn question() -> Question {
    let choices = vec!["Yes".to_owned(), "No".to_owned()];
    Question { text: "Done?".into(), required: true, kind: QuestionKind::Choice { choices, several: false } }
}

async fn survey(store: &Store) -> SurveyId {
    let id = SurveyId::from_uuid(Uuid::now_v7());
    let new = SurveyChange { name: Some("After".into()), questions: Some(vec![question()]) };
    assert_eq!(store.create_survey(stamp(), id, new).await.unwrap(), Changed::Done);
    id
}

async fn session(store: &Store) -> SessionId {
    let customer = Customer {
        name: "Carla".into(),
        company: String::new(),
        details: String::new(),
        language: "en".into(),
        address: "192.0.2.1".into(),
        phone: false,
    };
    let support = Support {
        via: Via::Issue,
        issue: "It does not print".into(),
        issue_id: None,
        button: None,
        skills: Vec::new(),
        agreement: String::new(),
        site: None,
        site_name: "Towline".into(),
        customer,
    };
    let id = SessionId::from_uuid(Uuid::now_v7());
    let spec = Spec {
        id,
        item: None,
        name: "Carla".into(),
        group_name: String::new(),
        client: None,
        method: "issue".into(),
        recorded: false,
        graces: Graces::default(),
        custom: Vec::new(),
        support: Some(support),
    };
    let session = Session::ask(NOW, spec, Queue::General, "");
    assert!(
        store
            .start_support(towline_store::AskedBy::Portal, [7; 32], session.state().clone(), Vec::new())
            .await
            .unwrap()
    );
    id
}

fn answers(session: SessionId, of: SurveyOf, survey: SurveyId, said: &str) -> NewAnswers {
    let answers = vec![SurveyAnswer { question: "Done?".into(), said: vec![said.into()], of: None }];
    NewAnswers { session, of, name: "Carla".into(), survey, survey_name: "After".into(), answers, at: NOW }
}

#[tokio::test]
async fn a_survey_is_answered_once_by_everybody_whatever_comes_at_the_same_moment_sup_80() {
    let (_directory, store) = store().await;
    let (survey, session) = (survey(&store).await, session(&store).await);
    let said = (0..200).map(|nth: u32| {
        let (store, new) = (store.clone(), answers(session, SurveyOf::Customer, survey, &nth.to_string()));
        tokio::spawn(async move { store.keep_answers(new).await.unwrap() })
    });
    let mut kept = 0;
    for one in said.collect::<Vec<_>>() {
        kept += usize::from(one.await.unwrap());
    }
    assert_eq!(kept, 1);
    let first = store.kept_answers(session, SurveyOf::Customer).await.unwrap().unwrap();
    assert!(!store.keep_answers(answers(session, SurveyOf::Customer, survey, "late")).await.unwrap());
    assert_eq!(store.kept_answers(session, SurveyOf::Customer).await.unwrap(), Some(first));
    let rep = SurveyOf::Rep(UserId::from_uuid(Uuid::from_u128(5)));
    assert!(!store.has_answered(session, rep).await.unwrap());
    assert_eq!(store.kept_answers(session, rep).await.unwrap(), None);
    assert!(store.keep_answers(answers(session, rep, survey, "rep")).await.unwrap());
    assert!(!store.keep_answers(answers(session, rep, survey, "again")).await.unwrap());
    // What was answered is told as it was asked, also when the survey is another one now, or gone.
    let other = SurveyChange { questions: Some(Vec::new()), ..SurveyChange::default() };
    store.change_survey(stamp(), survey, other).await.unwrap();
    assert_eq!(store.remove_survey(stamp(), survey).await.unwrap(), Changed::Done);
    let query = AnswersQuery { session: Some(session), ..AnswersQuery::default() };
    let rows = store.survey_answers(&query, 10).await.unwrap();
    let told: Vec<_> =
        rows.iter().map(|row| (row.rep.is_some(), row.session_name.as_str(), row.answers.len())).collect();
    assert_eq!(told, [(true, "Carla", 1), (false, "Carla", 1)]);
    let before = AnswersQuery { before: rows.first().map(|row| row.number), ..query };
    assert_eq!(store.survey_answers(&before, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn each_site_asks_its_own_survey_and_a_site_that_is_gone_that_of_the_default_one_sup_80() {
    let (_directory, store) = store().await;
    let survey = survey(&store).await;
    let asked = async |site| store.survey_of_site(site, SurveyOf::Customer).await.unwrap().map(|(id, ..)| id);
    assert_eq!(asked(None).await, None);
    let change = PublicSiteChange { customer_survey: Some(Some(survey)), ..PublicSiteChange::default() };
    store.change_public_site(stamp(), PublicSiteId::DEFAULT, change).await.unwrap();
    let gone = PublicSiteId::from_uuid(Uuid::from_u128(99));
    assert_eq!((asked(None).await, asked(Some(gone)).await), (Some(survey), Some(survey)));
    let rep = SurveyOf::Rep(UserId::from_uuid(Uuid::from_u128(5)));
    assert_eq!(store.survey_of_site(None, rep).await.unwrap(), None);
    let named = PublicSiteChange { name: Some("Schools".into()), ..PublicSiteChange::default() };
    store.create_public_site(stamp(), gone, named).await.unwrap();
    assert_eq!(asked(Some(gone)).await, None);
    assert_eq!(store.remove_survey(stamp(), survey).await.unwrap(), Changed::InUse);
}

#[tokio::test]
async fn a_site_offers_the_issues_that_were_chosen_for_it_while_that_part_is_on_sup_1() {
    let (_directory, store) = store().await;
    let issue = IssueId::from_uuid(Uuid::from_u128(3));
    for (id, name) in [(issue, "Printing"), (IssueId::from_uuid(Uuid::from_u128(4)), "Other")] {
        let new =
            IssueChange { name: Some(name.into()), code_name: Some(name.to_lowercase()), ..IssueChange::default() };
        store.create_issue(stamp(), id, new).await.unwrap();
    }
    let offered = async || store.offered_issues(PublicSiteId::DEFAULT).await.unwrap();
    let change = async |change| store.change_public_site(stamp(), PublicSiteId::DEFAULT, change).await.unwrap();
    assert!(offered().await.is_empty());
    change(PublicSiteChange { issue_ids: Some(vec![issue]), ..PublicSiteChange::default() }).await;
    assert_eq!(offered().await.into_iter().map(|row| row.id).collect::<Vec<_>>(), [issue]);
    let site = store.public_site_at("anywhere").await.unwrap();
    assert_eq!((site.issues, site.issue_ids, site.reps), (true, vec![issue], false));
    change(PublicSiteChange { issues: Some(false), ..PublicSiteChange::default() }).await;
    assert!(offered().await.is_empty());
    change(PublicSiteChange { issues: Some(true), ..PublicSiteChange::default() }).await;
    store.remove_issue(stamp(), issue).await.unwrap();
    assert!(offered().await.is_empty());
    let missing = PublicSiteChange { issue_ids: Some(vec![issue]), ..PublicSiteChange::default() };
    assert_eq!(change(missing).await, Changed::NoSuchReference);
}
