// A form over saved values: what is shown, what changed, what is wrong, and saving it.
//
// Checks run where the field is filled: after it was left once, and for all fields when saving. The appliance has the last word; what it says about a field is shown at the field.

import { ApiError } from "@towline/api";
import { useCallback, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { Drafts, drafts } from "./drafts";

export type Errors<Values> = { readonly [Name in keyof Values]?: string | undefined };

export interface FormOptions<Values extends object> {
  /** Name under which unsaved changes are kept. Without one they are kept as long as the form is shown. */
  readonly name?: string;
  /** The values as they are on the appliance, or the defaults of a new thing. */
  readonly saved: Values;
  readonly check?: (values: Values) => Errors<Values>;
  /** Sends the values. `changes` holds only the fields that differ from the saved ones. */
  readonly save: (values: Values, changes: Partial<Values>) => Promise<unknown>;
  readonly onSaved?: () => unknown;
  /** Somebody else changed it since it was read: reads it anew. What was typed stays. */
  readonly onStale?: () => unknown;
  /** Fields that the appliance calls by another name than the form. */
  readonly theirNames?: Readonly<Record<string, keyof Values & string>>;
}

export interface Form<Values extends object> {
  readonly values: Values;
  readonly dirty: boolean;
  readonly saving: boolean;
  /** What stood in the way and belongs to no field. */
  readonly problem: ApiError | null;
  readonly error: (name: keyof Values) => string | undefined;
  readonly set: <Name extends keyof Values>(name: Name, value: Values[Name]) => void;
  readonly left: (name: keyof Values) => void;
  readonly discard: () => void;
  readonly submit: () => Promise<void>;
}

/** What belongs at the fields, and what stays for the whole form. */
export function sortProblem<Values extends object>(
  problem: ApiError,
  values: Values,
  theirNames: Readonly<Record<string, keyof Values & string>> = {},
): { fields: Errors<Values>; rest: ApiError | null } {
  const fields: Record<string, string> = {};
  let strangers = 0;
  for (const [theirs, message] of Object.entries(problem.fields)) {
    const name = theirNames[theirs] ?? theirs;
    if (name in values) fields[name] = message;
    else strangers += 1;
  }
  const told = Object.keys(fields).length > 0 && strangers === 0;
  return { fields: fields as Errors<Values>, rest: told ? null : problem };
}

export function useForm<Values extends object>(options: FormOptions<Values>): Form<Values> {
  const { name, saved, check, save, onSaved, onStale, theirNames } = options;
  const own = useRef<Drafts | null>(null);
  if (own.current === null) own.current = name === undefined ? new Drafts() : drafts;
  const store = own.current;
  const key = name ?? "form";

  const change = useSyncExternalStore(store.subscribe, () => store.of(key)) as Partial<Values>;
  const values = useMemo(() => ({ ...saved, ...change }), [saved, change]);
  const [touched, setTouched] = useState<ReadonlySet<keyof Values>>(new Set());
  const [asked, setAsked] = useState(false);
  const [refused, setRefused] = useState<Errors<Values>>({});
  const [problem, setProblem] = useState<ApiError | null>(null);
  const [saving, setSaving] = useState(false);

  const wrong = useMemo(() => check?.(values) ?? {}, [check, values]) as Errors<Values>;

  const set = useCallback(
    <Name extends keyof Values>(field: Name, value: Values[Name]) => {
      store.set(key, String(field), value, saved[field]);
      setRefused((before) => ({ ...before, [field]: undefined }));
      setProblem(null);
    },
    [store, key, saved],
  );
  const left = useCallback((field: keyof Values) => setTouched((before) => new Set(before).add(field)), []);
  const calm = useCallback(() => {
    setTouched(new Set());
    setAsked(false);
    setRefused({});
    setProblem(null);
  }, []);
  const discard = useCallback(() => {
    store.discard(key);
    calm();
  }, [store, key, calm]);

  const submit = useCallback(async () => {
    setAsked(true);
    setProblem(null);
    if (Object.values(wrong).some((message) => message)) return;
    setSaving(true);
    try {
      await save(values, change);
      store.discard(key);
      calm();
      // What was saved is read back before the form is ready for more: the next change is based on it.
      await onSaved?.();
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      if (reason.code === "changed_meanwhile") onStale?.();
      const { fields, rest } = sortProblem(reason, values, theirNames);
      setRefused(fields);
      setProblem(rest);
    } finally {
      setSaving(false);
    }
  }, [wrong, save, values, change, store, key, calm, onSaved, onStale, theirNames]);

  const error = (field: keyof Values): string | undefined =>
    refused[field] ?? (asked || touched.has(field) ? wrong[field] : undefined);

  return { values, dirty: Object.keys(change).length > 0, saving, problem, error, set, left, discard, submit };
}
