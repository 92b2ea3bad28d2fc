// Users & Security > Simulator (ADM-5): what would this person be allowed on this Jump Item now, and by which rule. The question is the address, so that it can be sent to somebody.

import { Alert, SegmentedControl, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconCircleCheck, IconCircleX, IconFlask } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type {
  CatalogueEntry,
  ItemExplanation,
  PermissionAnswer,
  SettingAnswer,
  Simulation,
  SiteExplanation,
} from "@towline/api";
import { type Column, DataTable, EmptyState, ErrorState, StatusDot, timeZone } from "@towline/ui";
import { useState } from "react";
import { momentOfField } from "../../form/days";
import { ItemPicker, PersonPicker } from "../../form/Picker";
import styles from "../../form/rights.module.css";
import { commandWords, useValueWords } from "../../form/SettingsEditor";
import { clientQuery, permissionCatalogueQuery, publicSitesQuery, simulationQuery, userQuery } from "../../queries";
import { Card } from "../../shell/Card";
import { Facts } from "../../shell/Facts";
import { Loading } from "../../shell/Loading";
import { Page } from "../../shell/Page";
import { useCommandRuleTexts, useFrameTexts, useRoleTexts, useSettingTexts, useSimulatorTexts } from "../../words";
import { isAddress, SignInAnswer } from "./SignInAnswer";

const route = getRouteApi("/simulator");

export function SimulatorPage() {
  const { page: texts } = useSimulatorTexts();
  const { sections, drawer } = useFrameTexts();
  const navigate = useNavigate();
  const search = route.useSearch();
  const { user = "", item = "", site = "", attended, address = "", at = "" } = search;
  const moment = momentOfField(at);
  const person = useQuery({ ...userQuery(user), enabled: user !== "" });
  const machine = useQuery({ ...clientQuery(item), enabled: item !== "" });
  const sites = useQuery(publicSitesQuery);
  const answer = useQuery({
    ...simulationQuery({
      user,
      ...(item ? { item } : {}),
      ...(site ? { site } : {}),
      ...(attended ? { attended: attended === "yes" } : {}),
      ...(isAddress(address) ? { address } : {}),
      ...(moment === undefined ? {} : { at: moment }),
    }),
    enabled: user !== "",
  });
  const ask = (part: Partial<typeof search>) =>
    void navigate({ to: "/simulator", search: { ...search, ...part }, replace: true });
  return (
    <Page title={sections.simulator} lead={texts.lead}>
      <div className={styles.ask}>
        <PersonPicker
          label={texts.user}
          placeholder={texts.userPlaceholder}
          nothing={texts.nobody}
          chosen={person.data ? { value: user, label: `${person.data.display_name} (${person.data.username})` } : null}
          clearable
          onPick={(choice) => ask({ user: choice?.value })}
        />
        <ItemPicker
          label={texts.item}
          placeholder={texts.itemPlaceholder}
          nothing={texts.nothing}
          chosen={machine.data ? { value: item, label: `${machine.data.name} · ${machine.data.location.name}` } : null}
          clearable
          onPick={(choice) => ask({ item: choice?.value, ...(choice ? { site: undefined } : {}) })}
        />
        <Select
          label={texts.site}
          placeholder={texts.sitePlaceholder}
          data={(sites.data ?? []).map((each) => ({ value: each.id, label: each.name }))}
          value={site || null}
          onChange={(next) =>
            // A person is there as long as nobody says otherwise; what an agent reports is about an item.
            ask({ site: next ?? undefined, ...(next ? { item: undefined } : {}) })
          }
          clearable
          searchable
        />
        <div>
          <Text size="sm" fw={500} mb={4} id="presence">
            {texts.presence}
          </Text>
          <SegmentedControl
            fullWidth
            aria-labelledby="presence"
            disabled={item === "" && site === ""}
            data={[
              ...(site ? [] : [{ value: "", label: texts.asReported }]),
              { value: "yes", label: texts.attended },
              { value: "no", label: texts.unattended },
            ]}
            value={attended ?? (site ? "yes" : "")}
            onChange={(value) => ask({ attended: value === "yes" || value === "no" ? value : undefined })}
          />
        </div>
      </div>
      <div className={styles.ask}>
        <AddressField value={address} onChange={(next) => ask({ address: next || undefined })} />
        <TextInput
          type="datetime-local"
          label={texts.at}
          description={texts.atHint(timeZone())}
          value={at}
          onChange={(event) => ask({ at: event.currentTarget.value || undefined })}
        />
      </div>
      {user === "" ? (
        <EmptyState icon={<IconFlask size={20} />} title={texts.choose} text={texts.chooseHint} />
      ) : answer.data ? (
        <Answer simulation={answer.data} />
      ) : answer.error ? (
        <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <Loading label={drawer.loading} />
      )}
    </Page>
  );
}

/** The address is taken as one pauses: while it is typed it is none. */
function AddressField({ value, onChange }: { value: string; onChange: (address: string) => void }) {
  const { page: texts } = useSimulatorTexts();
  const [typed, setTyped] = useState(value);
  const send = useDebouncedCallback((text: string) => onChange(text.trim()), 300);
  return (
    <TextInput
      label={texts.address}
      description={texts.addressHint}
      placeholder="192.0.2.7"
      autoComplete="off"
      spellCheck={false}
      maxLength={64}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        send(event.currentTarget.value);
      }}
      error={value !== "" && !isAddress(value) ? texts.addressWrong : null}
    />
  );
}

function Answer({ simulation }: { simulation: Simulation }) {
  const { answer: texts, columns: titles } = useSimulatorTexts();
  const { labels, words } = useSettingTexts();
  const { steps } = useSimulatorTexts();
  const catalogue = useQuery(permissionCatalogueQuery);
  const say = useValueWords();
  const kindOf = (key: string): Pick<CatalogueEntry, "kind"> =>
    catalogue.data?.settings.find((entry) => entry.key === key) ?? { kind: "" };
  const columns: Column<SettingAnswer>[] = [
    { key: "setting", title: titles.setting, width: "40%", render: (row) => labels[row.key] ?? row.key },
    { key: "value", title: titles.value, width: "24%", render: (row) => say(kindOf(row.key), row.value) },
    {
      key: "because",
      title: titles.because,
      render: (row) =>
        row.policy ? words.fromPolicy(row.policy) : row.source === "account" ? steps.account : steps.default,
    },
  ];
  return (
    <div className={styles.answer} aria-live="polite">
      <SignInAnswer signIn={simulation.sign_in} />
      {simulation.item ? <ItemAnswer item={simulation.item} /> : null}
      {simulation.site ? <InSession of={simulation.site} name={simulation.site.name} /> : null}
      <Card title={texts.account}>
        <DataTable
          label={texts.account}
          columns={columns}
          rows={simulation.settings}
          rowKey={(row) => row.key}
          rowName={(row) => labels[row.key] ?? row.key}
          empty={null}
        />
      </Card>
    </div>
  );
}

function ItemAnswer({ item }: { item: ItemExplanation }) {
  const { answer: texts, verdicts, roleFrom, columns: titles } = useSimulatorTexts();
  const { words } = useSettingTexts();
  const { rights, page: roleWords } = useRoleTexts();
  const starts = item.verdict === "starts";
  return (
    <>
      <Alert
        color={starts ? "green" : "red"}
        variant="light"
        icon={starts ? <IconCircleCheck /> : <IconCircleX />}
        title={item.verdict === "starts" ? verdicts.starts(item.name) : verdicts[item.verdict]}
      />
      <Card title={texts.here}>
        <Facts
          facts={[
            [texts.role, item.role ?? null],
            [
              titles.because,
              item.role_policy
                ? `${roleFrom[item.role_from] ?? ""} · ${words.fromPolicy(item.role_policy)}`
                : roleFrom[item.role_from],
            ],
            [
              texts.rights,
              item.rights.length === 0
                ? roleWords.noRights
                : item.rights.map((right) => rights[right] ?? right).join(", "),
            ],
          ]}
        />
      </Card>
      <InSession of={item} />
    </>
  );
}

/** What may be done in a session with an item, or in one that comes by a public site. */
function InSession({ of, name }: { of: ItemExplanation | SiteExplanation; name?: string }) {
  const { answer: texts, columns: titles, steps } = useSimulatorTexts();
  const { labels, values } = useSettingTexts();
  const { values: rules } = useCommandRuleTexts();
  const because = (row: PermissionAnswer): string => {
    const step = steps[row.step];
    return typeof step === "function" ? step(row.policy ?? "") : step;
  };
  const columns: Column<PermissionAnswer>[] = [
    { key: "setting", title: titles.setting, width: "40%", render: (row) => labels[row.key] ?? row.key },
    {
      key: "value",
      title: titles.value,
      width: "24%",
      render: (row) =>
        row.paths ? (
          row.paths.join(", ") || values.everywhere
        ) : row.commands ? (
          commandWords(row.commands, rules)
        ) : row.scan ? (
          values[row.scan as "off" | "required"]
        ) : (
          <>
            <StatusDot tone={row.allowed ? "online" : "danger"} /> {row.allowed ? values.allow : values.deny}
          </>
        ),
    },
    { key: "because", title: titles.because, render: because },
  ];
  const title = name === undefined ? texts.session : texts.sessionBy(name);
  return (
    <Card title={title} text={texts.sessionText(of.attended)}>
      <DataTable
        label={title}
        columns={columns}
        rows={of.permissions}
        rowKey={(row) => row.key}
        rowName={(row) => labels[row.key] ?? row.key}
        empty={null}
      />
    </Card>
  );
}
