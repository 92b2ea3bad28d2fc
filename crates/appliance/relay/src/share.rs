//! A customer's page that shows its own screen, window, tab or camera (SUP-20, SUP-26): a link of its own beside the chat's, so that a picture never holds up a word. Its frames go
//! through the same fan as an agent's, to the same reps and the same recording; nothing is decoded, and nothing but the pace goes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

use bytes::Bytes;
use tokio::sync::oneshot;
use towline_model::SessionId;
use towline_session::{Input, Refusal, Shown};
use towline_wire::v1;

use crate::actor::{Actor, Msg, Reply, SessionHandle};
use crate::customer::{CustomerDown, CustomerUp};
use crate::link::{LinkFault, LinkSender};
use crate::relay::Relay;
use crate::screen::{ScreenFan, Source};
use crate::views;

/// Kind byte of a frame part: the only payload that a page sends.
const FRAME_PART: u8 = 0x01;

/// The page's end of its second link.
pub(crate) struct PageHandle {
    epoch: u64,
    sender: LinkSender,
    /// The newest channel; each is used once, so that what is late belongs to nobody.
    channel: AtomicU32,
    /// SECURITY: set the moment the customer's word arrives, before the session knows: nothing of the time after is taken (SES-2a).
    covered: AtomicBool,
}

impl PageHandle {
    pub(crate) fn new(sender: LinkSender, covered: bool) -> Self {
        // Far below those of agents, which begin at the moment of the start.
        static LAST: AtomicU64 = AtomicU64::new(0);
        let epoch = LAST.fetch_add(1, Ordering::Relaxed) + 1;
        PageHandle { epoch, sender, channel: AtomicU32::new(0), covered: AtomicBool::new(covered) }
    }

    pub(crate) fn epoch(&self) -> u64 {
        self.epoch
    }

    pub(crate) fn open(&self) -> Option<u32> {
        self.channel.fetch_add(1, Ordering::AcqRel).checked_add(1)
    }

    pub(crate) fn show(&self, channel: u32) {
        self.sender.customer(&CustomerDown::Show { channel });
    }

    pub(crate) fn hide(&self) {
        self.sender.customer(&CustomerDown::Hide {});
    }

    pub(crate) fn credit(&self, channel: u32, bytes: u32) {
        self.sender.credit(channel, bytes);
    }

    pub(crate) fn painted(&self, frame: u64) {
        self.sender.customer(&CustomerDown::Painted { frame });
    }

    pub(crate) fn close(&self, code: &'static str) {
        self.sender.close(code);
    }

    pub(crate) fn data(
        &self,
        fan: &Arc<ScreenFan>,
        channel: u32,
        payload: Bytes,
        message: &Bytes,
    ) -> Result<(), LinkFault> {
        // SECURITY: a page sends pictures and nothing else: no status of a desktop, no cursor, no answers to input. A channel that was never opened is nobody's.
        if payload.first() != Some(&FRAME_PART) || channel > self.channel.load(Ordering::Acquire) {
            return Err(LinkFault("malformed_frame"));
        }
        if self.covered.load(Ordering::Acquire) || self.sender.closed() {
            return Ok(());
        }
        fan.agent_data(self.epoch, channel, payload, message)
    }
}

/// An accepted second link of a page. Dropping it is its end.
pub struct ShareLink {
    session: SessionHandle,
    fan: Arc<ScreenFan>,
    page: Arc<PageHandle>,
}

impl Relay {
    /// Takes the second link of a page in: from now on reps who may look see what it sends.
    ///
    /// # Errors
    /// Why not.
    pub async fn admit_share(
        &self,
        session: SessionId,
        (shown, paused): (Shown, bool),
        heartbeat_ms: u32,
        sender: LinkSender,
    ) -> Result<ShareLink, v1::Problem> {
        let handle = self.shared.session(session).ok_or_else(|| views::refusal(Refusal::Ended))?;
        sender.customer(&CustomerDown::Welcome {
            session: session.to_string(),
            name: handle.state().spec.name.clone(),
            heartbeat_ms,
            server_time_ms: self.shared.engine.now().unix_ms(),
        });
        let page = Arc::new(PageHandle::new(sender, paused));
        let (done, waiting) = oneshot::channel();
        let message = Msg::ShareIn { page: page.clone(), shown, paused, done };
        handle.mailbox.send(message).await.map_err(|_| views::refusal(Refusal::Ended))?;
        match waiting.await {
            Ok(Ok(fan)) => Ok(ShareLink { session: handle, fan, page }),
            Ok(Err(refusal)) => Err(views::refusal(refusal)),
            Err(_) => Err(views::refusal(Refusal::Ended)),
        }
    }
}

impl ShareLink {
    /// A message after the hello; the heartbeat is the link's own affair.
    ///
    /// # Errors
    /// When the link must be closed.
    pub async fn control(&self, message: CustomerUp) -> Result<(), LinkFault> {
        let input = match message {
            CustomerUp::Pause { on } => {
                self.page.covered.store(on, Ordering::Release);
                Input::SharePauses { on }
            }
            CustomerUp::Stop {} => {
                self.page.covered.store(true, Ordering::Release);
                Input::ShareEnds
            }
            CustomerUp::Ping { .. } | CustomerUp::Pong {} | CustomerUp::Typing {} | CustomerUp::Unknown => {
                return Ok(());
            }
            CustomerUp::Hello { .. } | CustomerUp::Say { .. } | CustomerUp::Answer { .. } | CustomerUp::End { .. } => {
                return Err(LinkFault("malformed_frame"));
            }
        };
        // A session that is over closes this link itself.
        let _ = self.session.mailbox.send(Msg::Do(input, Reply::Nowhere)).await;
        Ok(())
    }

    /// A part of a picture. `message` is the frame that it came in.
    ///
    /// # Errors
    /// When the link must be closed.
    pub fn data(&self, channel: u32, payload: Bytes, message: &Bytes) -> Result<(), LinkFault> {
        self.page.data(&self.fan, channel, payload, message)
    }
}

impl Actor {
    /// A page's second link is here: from now on the picture is its.
    pub(crate) async fn page_in(
        &mut self,
        page: Arc<PageHandle>,
        shown: Shown,
        paused: bool,
    ) -> Result<Arc<ScreenFan>, Refusal> {
        self.put(Input::ShareBegins { shown, paused }).await?;
        // Another tab, or the same one before its link broke.
        if let Some(older) = self.page.replace(page) {
            older.close("superseded");
        }
        self.settle_page();
        Ok(self.screen.shared())
    }

    pub(crate) async fn page_out(&mut self, epoch: u64) {
        if self.page.as_ref().is_some_and(|page| page.epoch == epoch) {
            self.page = None;
            let _ = self.put(Input::ShareGone).await;
        }
    }

    /// The picture comes from the customer's page while it shows something and does not cover it.
    pub(crate) fn settle_page(&mut self) {
        match (self.session.state().share, &self.page) {
            (Some(share), Some(page)) if !share.paused => self.screen.source(Some(Source::Page(page.clone()))),
            (Some(_), _) => self.screen.source(None),
            (None, Some(page)) => {
                page.close("ended");
                self.page = None;
                self.screen.source(None);
            }
            (None, None) => {}
        }
    }
}

impl Drop for ShareLink {
    fn drop(&mut self) {
        let (mailbox, epoch) = (self.session.mailbox.clone(), self.page.epoch);
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                let _ = mailbox.send(Msg::ShareOut { epoch }).await;
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tokio::sync::Notify;
    use towline_wire::v1::{ConsoleWelcome, PaintAck, ScreenUp, screen_up};
    use towline_wire::{Frame, ScreenFlags, decode, encode_data, frame_parts};

    use super::*;
    use crate::stage::{Far, StillClock, onlooker, session};

    const KEY: u8 = ScreenFlags::KEY;

    /// A fan with a page as its source, and the test's place at the page's end.
    struct Scene {
        fan: Arc<ScreenFan>,
        page: Arc<PageHandle>,
        far: Far,
        channel: u32,
    }

    impl Scene {
        fn new() -> Self {
            let far = Far::new();
            let fan = Arc::new(ScreenFan::new(session(), Arc::new(StillClock), None, Arc::new(Notify::new())));
            let page = Arc::new(PageHandle::new(far.sender.clone(), false));
            fan.want(true);
            fan.source(Some(Source::Page(page.clone())));
            Scene { fan, page, far, channel: 0 }
        }

        fn join(&self, id: u64) -> (u64, Far) {
            let far = Far::new();
            let welcome = ConsoleWelcome::default();
            (self.fan.join(id, onlooker(1), far.sender.clone(), None, welcome).unwrap(), far)
        }

        /// What the page was told.
        async fn told(&mut self) -> Vec<String> {
            let (frames, _) = self.far.frames().await;
            let mut all = Vec::new();
            for frame in frames {
                if let Frame::Control(bytes) = frame {
                    let said: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
                    if let Some(channel) = said.get("channel").and_then(serde_json::Value::as_u64) {
                        self.channel = u32::try_from(channel).unwrap();
                    }
                    let frame = said.get("frame").map_or(String::new(), |frame| format!(" {frame}"));
                    all.push(format!("{}{frame}", said["t"].as_str().unwrap()));
                }
            }
            all
        }

        fn say(&self, channel: u32, payload: &Bytes) -> Result<(), LinkFault> {
            let message = encode_data(channel, &[payload]);
            let Frame::Data { channel, payload } = decode(message.clone(), usize::MAX).unwrap() else {
                panic!("no data")
            };
            self.page.data(&self.fan, channel, payload, &message)
        }

        fn frame(&self, number: u64, flags: u8, size: usize) {
            for part in frame_parts(number, flags, &Bytes::from(vec![7; size]), 64 * 1024) {
                self.say(self.channel, &part).unwrap();
            }
        }

        fn painted(&self, key: u64, viewer: u64, frame: u64) {
            let body = Some(screen_up::Body::Painted(PaintAck { frame }));
            let up = prost::Message::encode_to_vec(&ScreenUp { viewer, sequence: 0, body });
            self.fan.viewer_data(key, &up.into()).unwrap();
        }
    }

    #[tokio::test]
    async fn a_page_sends_while_somebody_looks_and_as_fast_as_they_paint_sup_20() {
        let mut scene = Scene::new();
        assert_eq!(scene.told().await, Vec::<String>::new(), "no work while nobody looks");
        let (key, far) = scene.join(1);
        assert_eq!(scene.told().await, ["show"]);
        scene.frame(1, KEY, 200_000);
        scene.frame(2, 0, 900);
        assert_eq!(far.data().await.len(), 5, "the parts as they came");
        scene.painted(key, 1, 2);
        assert_eq!(scene.told().await, ["painted 2"]);
        // A second one waits for a KEY frame, which is asked for.
        let (other, late) = scene.join(2);
        scene.frame(3, 0, 900);
        assert!(late.data().await.is_empty());
        tokio::time::sleep(std::time::Duration::from_millis(260)).await;
        scene.fan.tick();
        assert_eq!(scene.told().await.last().map(String::as_str), Some("show"));
        scene.frame(4, KEY, 900);
        assert_eq!(late.data().await.len(), 1);
        assert_eq!(far.data().await.len(), 1, "whoever has the picture needs no KEY frame");
        scene.fan.leave(key);
        scene.fan.leave(other);
        assert_eq!(scene.told().await.last().map(String::as_str), Some("hide"));
    }

    #[tokio::test]
    async fn nothing_of_the_time_after_the_customers_word_is_taken_ses_2a() {
        let mut scene = Scene::new();
        let (_, far) = scene.join(1);
        scene.told().await;
        scene.frame(1, KEY, 900);
        assert_eq!(far.data().await.len(), 1);
        scene.page.covered.store(true, Ordering::Release);
        scene.frame(2, 0, 900);
        assert!(far.data().await.is_empty());
        // The session knows it as well: the channel is another one when it goes on, and what is late on the old one is nobody's.
        let old = scene.channel;
        scene.fan.source(None);
        assert_eq!(scene.told().await, ["hide"]);
        scene.page.covered.store(false, Ordering::Release);
        scene.fan.source(Some(Source::Page(scene.page.clone())));
        assert_eq!(scene.told().await, ["show"]);
        assert_ne!(scene.channel, old);
        let part = frame_parts(3, ScreenFlags::KEY, &Bytes::from_static(b"late"), 64).remove(0);
        scene.say(old, &part).unwrap();
        assert!(far.data().await.is_empty());
        scene.frame(4, KEY, 900);
        assert_eq!(far.data().await.len(), 1);
    }

    #[tokio::test]
    async fn a_page_takes_no_input_whoever_sends_it_sup_20() {
        let mut scene = Scene::new();
        let (key, _far) = scene.join(1);
        scene.told().await;
        let body = Some(screen_up::Body::Key(towline_wire::v1::KeyInput::default()));
        let up = prost::Message::encode_to_vec(&ScreenUp { viewer: 1, sequence: 1, body });
        let refused = scene.fan.viewer_data(key, &up.into()).unwrap();
        assert_eq!(refused, crate::screen::Refused::Yes);
        scene.fan.leave(key);
        assert_eq!(scene.told().await, ["hide"], "no word of keys, not even of letting go");
    }

    proptest! {
        #[test]
        fn what_a_page_sends_never_breaks_more_than_its_own_link_sup_20(
            payloads in proptest::collection::vec((0u32..4, proptest::collection::vec(any::<u8>(), 0..40)), 0..30),
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
            runtime.block_on(async {
                let scene = Scene::new();
                let (_, far) = scene.join(1);
                for (channel, payload) in payloads {
                    let payload = Bytes::from(payload);
                    let kind = payload.first().copied();
                    let outcome = scene.page.data(&scene.fan, channel, payload.clone(), &encode_data(channel.max(1), &[&payload]));
                    if kind != Some(FRAME_PART) {
                        assert_eq!(outcome, Err(LinkFault("malformed_frame")));
                    }
                }
                let _ = far.data().await;
            });
        }
    }
}
