//! Where each rep points on a shared screen (SES-25), over the real wire.

use anyhow::{Context, Result};
use serde_json::json;
use towline_testkit::{AgentIdentity, Person, SimulatedAgent, SimulatedConsole, TestAppliance, inventory};
use towline_wire::v1::{OpenSession, Point, SomebodyPoints, StartSession, StartTool, Tool, console_down, console_up};

async fn at(appliance: &TestAppliance, person: &Person) -> Result<SimulatedConsole> {
    SimulatedConsole::connect(appliance, &person.browser).await
}

fn point(session: &str, x: i32, gone: bool) -> console_up::Body {
    console_up::Body::Point(Point { session_id: session.to_owned(), x, y: 7, gone })
}

async fn points(console: &mut SimulatedConsole) -> Result<SomebodyPoints> {
    console
        .until(|body| match body {
            console_down::Body::SomebodyPoints(points) => Some(points),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn where_a_rep_points_is_told_to_the_others_who_see_the_screen_and_to_nobody_else_ses_25() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let (olga, pavel) = (appliance.person("olga").await?, appliance.person("pavel").await?);
    let (vera, eve) = (appliance.person("vera").await?, appliance.person("eve").await?);
    let blind = json!({"settings": {"session.screen_view": "deny"}});
    appliance.admin.call("PATCH", &format!("/users/{}", vera.id), &blind).await?.ok()?;
    let group = appliance.group("Workshop", &[&olga.id, &pavel.id, &vera.id]).await?;
    let token = appliance.installer(&group, 1).await?;
    let _agent = SimulatedAgent::connect(&appliance, &AgentIdentity::new()?, &token, inventory("lathe")).await?;
    let item = appliance.item_named("lathe").await?["id"].as_str().context("an id")?.to_owned();
    let [mut olga_at, mut pavel_at, mut vera_at, mut eve_at] = [
        at(&appliance, &olga).await?,
        at(&appliance, &pavel).await?,
        at(&appliance, &vera).await?,
        at(&appliance, &eve).await?,
    ];
    let mut session = String::new();
    for console in [&mut olga_at, &mut pavel_at, &mut vera_at] {
        let (item_id, nonce) = (item.clone(), uuid::Uuid::new_v4().to_string());
        let start = StartSession { item_id, nonce, join: true, ..Default::default() };
        session = console.ask(console_up::Body::StartSession(start)).await?.session_id;
        let open = OpenSession { session_id: session.clone(), have_event: 0 };
        assert_eq!(console.code_of(console_up::Body::OpenSession(open)).await?, "");
    }
    // Nothing is shown yet, so nobody points at anything.
    assert_eq!(olga_at.code_of(point(&session, 1, false)).await?, "");
    let start = StartTool { session_id: session.clone(), tool: Tool::Screen.into() };
    assert_eq!(olga_at.code_of(console_up::Body::StartTool(start)).await?, "");
    assert_eq!(olga_at.code_of(point(&session, -20, false)).await?, "");
    // More than ten times a second is dropped; that it is over is not.
    assert_eq!(olga_at.code_of(point(&session, 3, false)).await?, "");
    assert_eq!(olga_at.code_of(point(&session, 0, true)).await?, "");
    let first = points(&mut pavel_at).await?;
    assert_eq!((first.x, first.y, first.gone), (-20, 7, false));
    let mut then = points(&mut pavel_at).await?;
    if !then.gone {
        then = points(&mut pavel_at).await?;
    }
    assert!(then.gone && then.actor == first.actor);
    assert_eq!(pavel_at.code_of(point(&session, 9, false)).await?, "");
    let his = points(&mut olga_at).await?;
    assert!(his.x == 9 && his.actor != first.actor);

    assert_eq!(vera_at.code_of(point(&session, 5, false)).await?, "not_permitted");
    assert_eq!(eve_at.code_of(point(&session, 5, false)).await?, "not_found");
    let told = |console: &SimulatedConsole| {
        console.heard.iter().filter(|body| matches!(body, console_down::Body::SomebodyPoints(_))).count()
    };
    assert_eq!((told(&vera_at), told(&eve_at), told(&olga_at)), (0, 0, 0));
    Ok(())
}
