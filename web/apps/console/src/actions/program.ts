// A program as another user, sealed to the agent's key: the appliance learns the program's file name and the user, and nothing else (SCR-6).

import { create, toBinary } from "@bufbuild/protobuf";
import { type RunAs, RunAsParcelSchema, RunAsSchema } from "@towline/wire";
import { seal } from "../elevation/parcel";
import { fileName } from "./command";

const PURPOSE = "towline run as v1\0";
/** Lengths are told in steps of this. */
const STEP = 1024;

export async function sealProgram(
  key: Uint8Array,
  sessionId: string,
  words: readonly string[],
  account: string,
  password: string,
): Promise<RunAs> {
  const [program = "", ...rest] = words;
  const sealed = await sealParcel(key, PURPOSE, sessionId, { program, arguments: rest, account, password });
  return create(RunAsSchema, { program: fileName(program), account, sealed });
}

interface Parts {
  readonly program: string;
  readonly arguments: string[];
  readonly account: string;
  readonly password: string;
}

/** Its length says nothing about the password's. */
export async function sealParcel(
  key: Uint8Array,
  purpose: string,
  sessionId: string,
  parts: Parts,
): Promise<Uint8Array> {
  const bare = toBinary(RunAsParcelSchema, create(RunAsParcelSchema, parts));
  const padding = new Uint8Array(STEP - (bare.length % STEP));
  const plain = toBinary(RunAsParcelSchema, create(RunAsParcelSchema, { ...parts, padding }));
  const sealed = await seal(key, purpose, sessionId, plain);
  bare.fill(0);
  plain.fill(0);
  return sealed;
}
