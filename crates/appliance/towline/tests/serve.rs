//! The program as its operators and visitors meet it: over TLS, on a free port, with a data directory of its own.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::{Value, json};
use towline_testkit::TestAppliance;

type Outcome = anyhow::Result<()>;

#[tokio::test]
async fn nothing_answers_under_setup_once_there_is_an_administrator_acc_12() -> Outcome {
    let appliance = TestAppliance::start().await?;
    let browser = appliance.browser();
    let elsewhere = browser.request("GET", "/no/such/page", &[], "").await?;
    assert_eq!(elsewhere.status, 404);
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    for path in [
        "/setup",
        "/setup/",
        "/setup/AAAAAAAAAAAAAAAAAAAAAA",
        "/setup/a/b",
        "/SETUP/a",
        "//setup/a",
        "/setup/%2e%2e/setup/a",
        "/setup/a?x",
        "/setup;/a",
        "/%73etup/a",
    ] {
        for method in ["GET", "POST", "PUT", "DELETE", "OPTIONS"] {
            let answer =
                browser.request(method, path, &form, "display_name=a&username=a&password=a&password_again=a").await?;
            assert_eq!((answer.status, &answer.text), (404, &elsewhere.text), "{method} {path}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_d20() -> Outcome {
    let appliance = TestAppliance::start().await?;
    let browser = appliance.browser();
    for path in
        ["/", "/console/", "/login/", "/api/v1/me", "/no/such/page", "/assets/site.css", "/healthz", "/link/agent"]
    {
        let answer = browser.request("GET", path, &[], "").await?;
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("require-trusted-types-for 'script'"),
            "{path}"
        );
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), Some("same-origin"), "{path}");
    }
    assert_eq!(browser.request("GET", "/readyz", &[], "").await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn an_installers_script_pins_the_site_and_names_the_program_jmp_10() -> Outcome {
    let appliance = TestAppliance::start().await?;
    let browser = appliance.browser();
    let order = json!({"location": {"kind": "personal"}, "name": "'; rm -rf / #", "comments": "$(reboot)", "valid_hours": 1, "uses": 1});
    let made = appliance.admin.call("POST", "/jump-installers", &order).await?.ok()?;
    let (token, command) = (made["token"].as_str().unwrap(), made["command"].as_str().unwrap());
    let pin = command.split('\'').nth(1).unwrap();
    assert!(pin.starts_with("sha256//"), "{command}");
    assert!(
        command.starts_with("curl -fsS --insecure --pinnedpubkey '")
            && command.ends_with(&format!("/i/{token} | sudo sh")),
        "{command}"
    );
    let script = browser.request("GET", &format!("/i/{token}"), &[], "").await?;
    assert_eq!((script.status, script.header("content-type")), (200, Some("text/x-shellscript; charset=utf-8")));
    for line in [format!("token='{token}'"), format!("pin='{pin}'"), format!("site='{}'", appliance.origin())] {
        assert!(script.text.contains(&line), "{line}");
    }
    // What people typed about the items is not in it.
    assert!(!script.text.contains("reboot") && !script.text.contains("rm -rf /"), "{}", script.text);
    let wrong = browser.request("GET", &format!("/i/{}", "A".repeat(43)), &[], "").await?;
    assert_eq!(wrong.status, 404);
    for file in ["towline-agent-linux-z80", "..%2ftowline", "towline-agent-linux-x86_64%00", "towline"] {
        assert_eq!(browser.request("GET", &format!("/download/{file}"), &[], "").await?.status, 404, "{file}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_too_large_or_malformed_is_refused_and_the_next_one_is_served_d31() -> Outcome {
    let appliance = TestAppliance::start().await?;
    let browser = appliance.browser();
    let long = "x".repeat(64 * 1024);
    let head = browser.raw(format!("GET / HTTP/1.1\r\nHost: a\r\nX-Long: {long}\r\n\r\n").as_bytes()).await?;
    let many =
        browser.raw(format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", "X-Many: 1\r\n".repeat(100)).as_bytes()).await?;
    for answer in [head, many] {
        let first = String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned();
        assert!(first.is_empty() || first.contains(" 431 ") || first.contains(" 400 "), "{first}");
    }
    let body = appliance.admin.call("POST", "/jump-groups", &json!({"name": "x".repeat(200_000)})).await?;
    assert_eq!(body.status, 413);
    assert_eq!(appliance.admin.call("GET", "/me", &Value::Null).await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn logins_and_items_survive_the_death_of_the_program_ops_1() -> Outcome {
    let mut appliance = TestAppliance::start().await?;
    let group = appliance.group("Servers", &[]).await?;
    let person = appliance.person("rep").await?;
    appliance.kill_and_restart().await?;
    assert_eq!(person.browser.call("GET", "/me", &Value::Null).await?.status, 200);
    let groups = appliance.admin.call("GET", "/jump-groups", &Value::Null).await?.ok()?;
    assert_eq!(groups["groups"][0]["id"], json!(group));
    Ok(())
}
