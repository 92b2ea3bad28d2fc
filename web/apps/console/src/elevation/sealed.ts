// Seals an account and a password to the agent's key, so that nobody on the way can read them, the appliance included (docs/wire.md, "Elevation").

import { create, toBinary } from "@bufbuild/protobuf";
import { ElevationCredentialsSchema } from "@towline/wire";
import { seal } from "./parcel";

const PURPOSE = "towline elevation v1\0";
/** What is sealed is always as long as this and the little that says so; the longest account and password fit. */
const PADDED = 1000;

/** The sender's point, and what is sealed. */
export async function sealCredentials(
  key: Uint8Array,
  sessionId: string,
  account: string,
  password: string,
): Promise<Uint8Array> {
  const bare = toBinary(ElevationCredentialsSchema, create(ElevationCredentialsSchema, { account, password }));
  const padding = new Uint8Array(Math.max(0, PADDED - bare.length));
  const plain = toBinary(
    ElevationCredentialsSchema,
    create(ElevationCredentialsSchema, { account, password, padding }),
  );
  const sealed = await seal(key, PURPOSE, sessionId, plain);
  bare.fill(0);
  plain.fill(0);
  return sealed;
}
