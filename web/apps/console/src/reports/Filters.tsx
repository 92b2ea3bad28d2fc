// The filters above the list of reports. Each change is an address, in place of the one before.

import { Button, Select, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { SearchField } from "@towline/ui";
import { useWords } from "../words/en";
import { useWayName } from "./naming";
import classes from "./reports.module.css";
import { type ReportsSearch, WAYS } from "./search";

export function Filters({ wish }: { wish: ReportsSearch }) {
  const words = useWords().reports;
  const wayName = useWayName();
  const navigate = useNavigate();
  const ask = (part: { [Key in keyof ReportsSearch]?: ReportsSearch[Key] | undefined }) => {
    const next = Object.entries({ ...wish, ...part }).filter(([, value]) => value);
    void navigate({ to: "/reports", search: Object.fromEntries(next), replace: true });
  };
  const day = (name: "from" | "to") => (
    <TextInput
      type="date"
      label={words[name]}
      value={wish[name] ?? ""}
      onChange={(event) => ask({ [name]: event.currentTarget.value })}
      className={classes.day ?? ""}
    />
  );
  return (
    <search className={classes.filters}>
      <SearchField
        label={words.search}
        placeholder={words.searchHint}
        value={wish.search ?? ""}
        onSearch={(search) => ask({ search })}
        width={280}
      />
      {day("from")}
      {day("to")}
      <Select
        label={words.method}
        placeholder={words.anyWay}
        clearable
        data={WAYS.map((value) => ({ value, label: wayName(value) }))}
        value={wish.method ?? null}
        onChange={(method) => ask({ method: method ?? undefined })}
        className={classes.way ?? ""}
      />
      {Object.keys(wish).length > 0 ? (
        <Button variant="subtle" onClick={() => void navigate({ to: "/reports", search: {}, replace: true })}>
          {words.clear}
        </Button>
      ) : null}
      {wish.rep ? <p className={classes.onlyItem}>{words.onlyRep}</p> : null}
      {wish.item ? <p className={classes.onlyItem}>{words.onlyItem}</p> : null}
    </search>
  );
}
