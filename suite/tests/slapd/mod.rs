//! A real directory (slapd) on free ports with a folder of its own: no service of the machine is touched, and it ends with the test.

use std::{
    io::Write as _,
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;

pub const SUFFIX: &str = "dc=example,dc=org";
pub const LOOKER: &str = "cn=looker,dc=example,dc=org";
pub const LOOKER_PASSWORD: &str = "may-look-at-everybody";
const ADMIN: &str = "cn=admin,dc=example,dc=org";

pub struct Slapd {
    process: Child,
    folder: TempDir,
    pub plain: u16,
    pub tls: u16,
    pub certificate: String,
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn configuration(folder: &Path) -> String {
    let at = |name: &str| folder.join(name).display().to_string();
    format!(
        "include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile {}
TLSCACertificateFile {cert}
TLSCertificateFile {cert}
TLSCertificateKeyFile {}
database mdb
suffix {SUFFIX}
rootdn {ADMIN}
rootpw administrator
directory {}
overlay memberof
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact=\"{LOOKER}\" read by anonymous auth by * none
",
        at("slapd.pid"),
        at("key.pem"),
        at("db"),
        cert = at("cert.pem"),
    )
}

impl Slapd {
    pub fn start() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()])?;
        let certificate = made.cert.pem();
        std::fs::create_dir(folder.path().join("db"))?;
        std::fs::write(folder.path().join("cert.pem"), &certificate)?;
        std::fs::write(folder.path().join("key.pem"), made.signing_key.serialize_pem())?;
        std::fs::write(folder.path().join("slapd.conf"), configuration(folder.path()))?;
        let (plain, tls) = (free_port()?, free_port()?);
        let program = ["/usr/sbin/slapd", "/usr/lib/openldap/slapd"].into_iter().find(|file| Path::new(file).exists());
        let process = Command::new(program.unwrap_or("slapd"))
            .arg("-f")
            .arg(folder.path().join("slapd.conf"))
            .args(["-h", &format!("ldap://127.0.0.1:{plain} ldaps://127.0.0.1:{tls}"), "-d", "0"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("slapd does not start; it is in the Debian package of this name")?;
        let slapd = Slapd { process, folder, plain, tls, certificate };
        let patience = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", tls)).is_err() {
            ensure!(Instant::now() < patience, "slapd does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        slapd.add(&format!(
            "dn: {SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Example\n\n\
             dn: {LOOKER}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: looker\nuserPassword: {LOOKER_PASSWORD}\n"
        ))?;
        Ok(slapd)
    }

    pub fn add(&self, ldif: &str) -> Result<()> {
        let mut tool = Command::new("ldapadd")
            .args(["-x", "-H", &format!("ldap://127.0.0.1:{}", self.plain), "-D", ADMIN, "-w", "administrator"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .context("ldapadd does not start; it is in the Debian package ldap-utils")?;
        tool.stdin.take().context("no standard input")?.write_all(ldif.as_bytes())?;
        ensure!(tool.wait()?.success(), "ldapadd refused {ldif}");
        Ok(())
    }

    pub fn person(&self, uid: &str, name: &str, password: &str) -> Result<()> {
        self.add(&format!(
            "dn: uid={uid},{SUFFIX}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {name}\nsn: {name}\nmail: {uid}@example.org\nuserPassword: {password}\n"
        ))
    }

    pub fn group(&self, name: &str, members: &[&str]) -> Result<()> {
        let members: String = members.iter().map(|member| format!("member: {member},{SUFFIX}\n")).collect();
        self.add(&format!("dn: cn={name},{SUFFIX}\nobjectClass: groupOfNames\ncn: {name}\n{members}"))
    }

    pub fn stop(&mut self) -> Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }
}

impl Drop for Slapd {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = self.folder.path();
    }
}
