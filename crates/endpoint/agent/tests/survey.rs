//! What a customer is asked when the agent is gone (SUP-80): on short links of its own, over an appliance that comes and goes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod double;

use std::time::Duration;

use double::{Double, Peer, identity, run};
use tokio::{sync::mpsc, task::JoinHandle, time::timeout};
use towline_endpoint::{AfterEnd, Said, after_end};
use towline_model::OddAnswer;
use towline_wire::v1::{
    CustomerSurvey, Problem, SurveyAnswers, SurveyFault, SurveyOutcome, SurveyQuestion, SurveyVerdict, SurveyWords,
    SurveyWrong, agent_down, agent_up, survey_question,
};

struct Window {
    asking: JoinHandle<()>,
    answers: mpsc::Sender<Said>,
    told: mpsc::UnboundedReceiver<AfterEnd>,
}

impl Window {
    fn open(double: &Double, patience: Duration) -> Window {
        let (answers, answered) = mpsc::channel(2);
        let (tell, told) = mpsc::unbounded_channel();
        let identity = identity(double, double.port());
        let asking = tokio::task::spawn_local(async move {
            after_end(&identity, answered, move |news| _ = tell.send(news), patience).await;
        });
        Window { asking, answers, told }
    }

    async fn hears(&mut self) -> AfterEnd {
        timeout(Duration::from_secs(20), self.told.recv()).await.expect("in time").expect("something is told")
    }
}

const PATIENT: Duration = Duration::from_secs(600);

fn question(text: &str) -> SurveyQuestion {
    SurveyQuestion { text: text.into(), required: true, how: Some(survey_question::How::Words(SurveyWords {})) }
}

fn part(version: &str, count: u32, texts: &[&str]) -> agent_down::Body {
    let questions = texts.iter().map(|text| question(text)).collect();
    agent_down::Body::Survey(CustomerSurvey { version: version.into(), count, questions })
}

async fn heard(peer: &mut Peer) -> SurveyAnswers {
    peer.heard(|body| if let agent_up::Body::SurveyAnswers(said) = body { Some(said) } else { None }).await
}

fn verdict(verdict: SurveyVerdict, wrong: Vec<SurveyWrong>) -> agent_down::Body {
    agent_down::Body::SurveyOutcome(SurveyOutcome { verdict: verdict.into(), wrong })
}

fn texts(told: AfterEnd) -> (String, Vec<String>) {
    let (AfterEnd::Asked(survey) | AfterEnd::Changed(survey)) = told else { panic!("{told:?}") };
    (survey.version, survey.questions.into_iter().map(|question| question.text).collect())
}

#[test]
fn questions_come_in_parts_and_answers_are_said_again_until_they_were_heard_sup_80() {
    run(async {
        let double = Double::start().await;
        let mut window = Window::open(&double, PATIENT);
        let (mut peer, hello) = double.welcome().await;
        assert!(hello.answering && hello.support_token.is_empty() && hello.holding.is_empty());
        peer.tell(part("v1", 2, &["Why?"])).await;
        peer.tell(part("v1", 2, &["How?\u{202e}"])).await;
        assert_eq!(texts(window.hears().await), ("v1".into(), vec!["Why?".into(), "How?".into()]));
        drop(peer);

        // The link breaks before an outcome is there: once more, the same.
        let said: Said = vec![vec!["so".into()], Vec::new()];
        window.answers.send(said.clone()).await.unwrap();
        for attempt in 0..2 {
            let (mut peer, hello) = double.welcome().await;
            assert!(hello.answering);
            peer.tell(part("v1", 2, &["Why?", "How?"])).await;
            let heard = heard(&mut peer).await;
            let again: Said = heard.answers.into_iter().map(|answer| answer.said).collect();
            assert_eq!((heard.version.as_str(), again), ("v1", said.clone()));
            if attempt == 1 {
                let wrong = SurveyWrong { question: 1, fault: SurveyFault::Missing.into() };
                peer.tell(verdict(SurveyVerdict::Wrong, vec![wrong])).await;
            }
        }
        assert_eq!(window.hears().await, AfterEnd::Sending);
        assert_eq!(window.hears().await, AfterEnd::Waiting);
        assert_eq!(window.hears().await, AfterEnd::Wrong(vec![(1, OddAnswer::Missing)]));

        // Other questions meanwhile.
        window.answers.send(vec![vec!["so".into()], vec!["well".into()]]).await.unwrap();
        let (mut peer, _) = double.welcome().await;
        peer.tell(part("v2", 1, &["Which?"])).await;
        heard(&mut peer).await;
        peer.tell(verdict(SurveyVerdict::Changed, Vec::new())).await;
        assert_eq!(window.hears().await, AfterEnd::Sending);
        assert_eq!(texts(window.hears().await), ("v2".into(), vec!["Which?".into()]));

        window.answers.send(vec![vec!["this".into()]]).await.unwrap();
        let (mut peer, _) = double.welcome().await;
        peer.tell(part("v2", 1, &["Which?"])).await;
        assert_eq!(heard(&mut peer).await.version, "v2");
        peer.tell(verdict(SurveyVerdict::Kept, Vec::new())).await;
        assert_eq!(window.hears().await, AfterEnd::Sending);
        assert_eq!(window.hears().await, AfterEnd::Kept);
        window.asking.await.unwrap();
    });
}

#[test]
fn nothing_is_asked_when_there_is_nothing_to_ask_and_when_it_makes_no_sense_sup_80() {
    run(async {
        let double = Double::start().await;
        let odd = SurveyQuestion { how: None, ..question("Why?") };
        let odd = agent_down::Body::Survey(CustomerSurvey { version: "v".into(), count: 1, questions: vec![odd] });
        let many: Vec<&str> = vec!["Why?"; 21];
        for told in [part("", 0, &[]), odd, part("v", 21, &many)] {
            let mut window = Window::open(&double, PATIENT);
            let (mut peer, _) = double.welcome().await;
            peer.tell(told).await;
            window.asking.await.unwrap();
            assert_eq!(window.told.recv().await, None);
        }
        // Nor when the appliance knows the session no more.
        let mut window = Window::open(&double, PATIENT);
        let (mut peer, ..) = double.accept().await;
        peer.tell(agent_down::Body::Refused(Problem { code: "ended".into(), ..Problem::default() })).await;
        window.asking.await.unwrap();
        assert_eq!(window.told.recv().await, None);
    });
}

#[test]
fn a_window_that_goes_ends_it_and_so_does_time_sup_23() {
    run(async {
        let double = Double::start().await;
        let mut window = Window::open(&double, PATIENT);
        let (mut peer, _) = double.welcome().await;
        peer.tell(part("v", 1, &["Why?"])).await;
        texts(window.hears().await);
        // Gone while it thinks.
        drop(window.answers);
        timeout(Duration::from_secs(1), window.asking).await.expect("at once").unwrap();

        // Gone while there is no connection: what is being said gets a moment, and no more.
        let mut window = Window::open(&double, PATIENT);
        let (mut peer, _) = double.welcome().await;
        peer.tell(part("v", 1, &["Why?"])).await;
        texts(window.hears().await);
        window.answers.send(vec![vec!["so".into()]]).await.unwrap();
        let (_silent, _) = double.welcome().await;
        assert_eq!(window.hears().await, AfterEnd::Sending);
        drop(window.answers);
        timeout(Duration::from_secs(4), window.asking).await.expect("soon").unwrap();

        // Nobody answers, and what is answered too late is not taken.
        let mut window = Window::open(&double, Duration::from_millis(1500));
        let (mut peer, _) = double.welcome().await;
        peer.tell(part("v", 1, &["Why?"])).await;
        texts(window.hears().await);
        assert_eq!(window.hears().await, AfterEnd::NotTaken);
        window.asking.await.unwrap();
        // Nor is it waited longer for what is asked.
        let window = Window::open(&double, Duration::from_millis(500));
        let (_silent, _) = double.welcome().await;
        timeout(Duration::from_secs(3), window.asking).await.expect("it gives up").unwrap();
    });
}
