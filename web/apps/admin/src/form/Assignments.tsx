// Who or what is assigned, each with its role: Jump Groups of a user or a policy, people of a Jump Group. One row each, and one field that adds.

import { Checkbox, Select, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Rank } from "@towline/api";
import { IconButton } from "@towline/ui";
import type { ReactNode } from "react";
import { groupsQuery, rolesQuery } from "../queries";
import { useAssignTexts, useSettingTexts, useTeamTexts } from "../words";
import { PersonPicker } from "./Picker";
import styles from "./rights.module.css";

export interface GroupRole {
  readonly group_id: string;
  readonly role_id?: string | null;
  readonly final?: boolean;
}

export interface PersonRole {
  readonly user_id: string;
  readonly role_id?: string | null;
  readonly name: string;
}

export interface PersonRank {
  readonly user_id: string;
  readonly rank: Rank;
  readonly name: string;
}

/** A person in a list of people. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

const WITHOUT = "";

function RoleSelect({
  name,
  value,
  onChange,
}: {
  name: string;
  value: string | null;
  onChange: (role: string | null) => void;
}) {
  const texts = useAssignTexts().words;
  const roles = useQuery(rolesQuery);
  return (
    <Select
      aria-label={texts.role(name)}
      size="xs"
      allowDeselect={false}
      data={[
        { value: WITHOUT, label: texts.accountDefault },
        ...(roles.data ?? []).map((role) => ({ value: role.id, label: role.name })),
      ]}
      value={value ?? WITHOUT}
      onChange={(role) => onChange(role === WITHOUT ? null : role)}
    />
  );
}

function Rows({ label, children, empty }: { label: string; children: ReactNode[]; empty: string }) {
  if (children.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {empty}
      </Text>
    );
  }
  return (
    <ul className={styles.rows} aria-label={label}>
      {children}
    </ul>
  );
}

function Row({ name, onRemove, children }: { name: string; onRemove: () => void; children?: ReactNode }) {
  const texts = useAssignTexts().words;
  return (
    <li className={styles.row}>
      <span className={styles.rowName}>{name}</span>
      {children}
      <IconButton size={28} label={texts.remove(name)} icon={<IconX size={16} />} onClick={onRemove} />
    </li>
  );
}

interface GroupsProps {
  readonly label: string;
  readonly value: readonly GroupRole[];
  readonly onChange: (groups: GroupRole[]) => void;
  /** Policies can make an assignment final. */
  readonly finality?: boolean;
}

export function GroupAssignments({ label, value, onChange, finality }: GroupsProps) {
  const texts = useAssignTexts().words;
  const settings = useSettingTexts().words;
  const groups = useQuery(groupsQuery);
  const nameOf = (id: string) => groups.data?.find((group) => group.id === id)?.name ?? texts.gone;
  const change = (id: string, part: Partial<GroupRole>) =>
    onChange(value.map((each) => (each.group_id === id ? { ...each, ...part } : each)));
  const further = (groups.data ?? []).filter((group) => value.every((each) => each.group_id !== group.id));
  return (
    <>
      <Rows label={label} empty={texts.none}>
        {value.map((each) => {
          const name = nameOf(each.group_id);
          return (
            <Row
              key={each.group_id}
              name={name}
              onRemove={() => onChange(value.filter((other) => other.group_id !== each.group_id))}
            >
              <RoleSelect
                name={name}
                value={each.role_id ?? null}
                onChange={(role_id) => change(each.group_id, { role_id })}
              />
              {finality ? (
                <Checkbox
                  size="xs"
                  label={settings.final}
                  title={settings.finalHint}
                  checked={each.final ?? false}
                  onChange={(event) => change(each.group_id, { final: event.currentTarget.checked })}
                />
              ) : null}
            </Row>
          );
        })}
      </Rows>
      <Select
        aria-label={texts.addGroup}
        placeholder={texts.addGroup}
        searchable
        data={further.map((group) => ({ value: group.id, label: group.name }))}
        nothingFoundMessage={texts.noGroup}
        value={null}
        onChange={(group_id) => {
          if (group_id) onChange([...value, { group_id, role_id: null, ...(finality ? { final: false } : {}) }]);
        }}
      />
    </>
  );
}

interface PeopleListProps {
  readonly label: string;
  readonly people: readonly Person[];
  readonly onAdd: (person: Person) => void;
  readonly onRemove: (id: string) => void;
  /** What is chosen for each of them. */
  readonly choice?: (person: Person) => ReactNode;
}

/** People in rows, and one field that adds another. */
function PeopleList({ label, people, onAdd, onRemove, choice }: PeopleListProps) {
  const texts = useAssignTexts().words;
  return (
    <>
      <Rows label={label} empty={texts.none}>
        {people.map((person) => (
          <Row key={person.id} name={person.name} onRemove={() => onRemove(person.id)}>
            {choice?.(person)}
          </Row>
        ))}
      </Rows>
      <PersonPicker
        key={people.length}
        label={texts.addPerson}
        placeholder={texts.searchPeople}
        nothing={texts.noMatch}
        without={people.map((person) => person.id)}
        onPick={(picked) => {
          if (picked) onAdd({ id: picked.value, name: picked.label });
        }}
      />
    </>
  );
}

interface PeopleProps<Each> {
  readonly label: string;
  readonly value: readonly Each[];
  readonly onChange: (people: Each[]) => void;
}

/** People, no more. */
export function People({ label, value, onChange }: PeopleProps<Person>) {
  return (
    <PeopleList
      label={label}
      people={value}
      onAdd={(person) => onChange([...value, person])}
      onRemove={(id) => onChange(value.filter((each) => each.id !== id))}
    />
  );
}

/** What a list of people with something chosen for each needs: by `user_id`, as the appliance has it. */
function chosenFor<Each extends { readonly user_id: string; readonly name: string }>(
  { value, onChange }: PeopleProps<Each>,
  fresh: (person: Person) => Each,
) {
  return {
    people: value.map((each) => ({ id: each.user_id, name: each.name })),
    onAdd: (person: Person) => onChange([...value, fresh(person)]),
    onRemove: (id: string) => onChange(value.filter((each) => each.user_id !== id)),
    of: (id: string) => value.find((each) => each.user_id === id),
    change: (id: string, part: Partial<Each>) =>
      onChange(value.map((each) => (each.user_id === id ? { ...each, ...part } : each))),
  };
}

/** People with a role each. */
export function PersonAssignments(props: PeopleProps<PersonRole>) {
  const { people, onAdd, onRemove, of, change } = chosenFor(props, ({ id, name }) => ({
    user_id: id,
    name,
    role_id: null,
  }));
  return (
    <PeopleList
      {...{ label: props.label, people, onAdd, onRemove }}
      choice={({ id, name }) => (
        <RoleSelect name={name} value={of(id)?.role_id ?? null} onChange={(role_id) => change(id, { role_id })} />
      )}
    />
  );
}

/** People with a rank each. */
export function PersonRanks(props: PeopleProps<PersonRank>) {
  const { ranks, page } = useTeamTexts();
  const { people, onAdd, onRemove, of, change } = chosenFor(props, ({ id, name }) => ({
    user_id: id,
    name,
    rank: "member" as Rank,
  }));
  return (
    <PeopleList
      {...{ label: props.label, people, onAdd, onRemove }}
      choice={({ id, name }) => (
        <Select
          aria-label={page.rank(name)}
          size="xs"
          allowDeselect={false}
          data={(["member", "lead", "manager"] as const).map((rank) => ({ value: rank, label: ranks[rank] }))}
          value={of(id)?.rank ?? "member"}
          onChange={(rank) => change(id, { rank: (rank ?? "member") as Rank })}
        />
      )}
    />
  );
}
