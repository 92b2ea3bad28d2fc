// A real directory (slapd) with TLS on a free port and a folder of its own: no service of the machine is touched.

import { mkdirSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";

import { Program, run, temporaryFolder, until } from "./processes.mjs";

const SUFFIX = "dc=example,dc=org";
const ADMIN = `cn=admin,${SUFFIX}`;
const LOOKER = `cn=looker,${SUFFIX}`;

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });

export class Directory {
  suffix = SUFFIX;
  looker = LOOKER;
  lookerPassword = "may-look-at-everybody";

  static async start() {
    const directory = new Directory();
    directory.folder = temporaryFolder("directory");
    directory.port = await freePort();
    directory.plainPort = await freePort();
    directory.#configure();
    await directory.comeBack();
    directory.add(`dn: ${SUFFIX}
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: ${LOOKER}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: looker
userPassword: ${directory.lookerPassword}
`);
    return directory;
  }

  #configure() {
    const file = (name) => join(this.folder, name);
    mkdirSync(file("db"));
    writeFileSync(
      file("openssl.cnf"),
      "[req]\ndistinguished_name=dn\nx509_extensions=ext\nprompt=no\n[dn]\nCN=localhost\n[ext]\nsubjectAltName=DNS:localhost\n",
    );
    const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    run("openssl", [
      ...["req", "-x509", ...made, "-config", file("openssl.cnf")],
      ...["-keyout", file("key.pem"), "-out", file("cert.pem")],
    ]);
    writeFileSync(
      file("slapd.conf"),
      `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile ${file("slapd.pid")}
TLSCACertificateFile ${file("cert.pem")}
TLSCertificateFile ${file("cert.pem")}
TLSCertificateKeyFile ${file("key.pem")}
database mdb
suffix ${SUFFIX}
rootdn ${ADMIN}
rootpw administrator
directory ${file("db")}
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="${LOOKER}" read by anonymous auth by * none
`,
    );
  }

  get certificate() {
    return run("cat", [join(this.folder, "cert.pem")]);
  }

  async comeBack() {
    const urls = `ldaps://127.0.0.1:${this.port} ldap://127.0.0.1:${this.plainPort}`;
    this.program = new Program("slapd", "slapd", ["-f", join(this.folder, "slapd.conf"), "-h", urls, "-d", "0"], {
      log: join(this.folder, "slapd.log"),
      env: { PATH: `${process.env.PATH}:/usr/sbin` },
    });
    await this.program.orEnded(until("the directory answers", () => answers(this.port)));
  }

  async goDown() {
    await this.program.stop();
  }

  #change(tool, ldif) {
    run(tool, ["-x", "-H", `ldap://127.0.0.1:${this.plainPort}`, "-D", ADMIN, "-w", "administrator"], { input: ldif });
  }

  add(ldif) {
    this.#change("ldapadd", ldif);
  }

  modify(ldif) {
    this.#change("ldapmodify", ldif);
  }

  addPerson(uid, name, password) {
    this.add(`dn: uid=${uid},${SUFFIX}
objectClass: inetOrgPerson
uid: ${uid}
cn: ${name}
sn: ${name}
mail: ${uid}@example.org
userPassword: ${password}
`);
  }

  addGroup(name, uids) {
    const members = uids.map((uid) => `member: uid=${uid},${SUFFIX}\n`).join("");
    this.add(`dn: cn=${name},${SUFFIX}\nobjectClass: groupOfNames\ncn: ${name}\n${members}`);
  }
}
