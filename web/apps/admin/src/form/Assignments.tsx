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

interface PeopleRolesProps {
  readonly label: string;
  readonly value: readonly PersonRole[];
  readonly onChange: (people: PersonRole[]) => void;
}

/** People with a role each. */
export function PersonAssignments({ label, value, onChange }: PeopleRolesProps) {
  const texts = useAssignTexts().words;
  return (
    <>
      <Rows label={label} empty={texts.none}>
        {value.map((each) => (
          <Row
            key={each.user_id}
            name={each.name}
            onRemove={() => onChange(value.filter((other) => other.user_id !== each.user_id))}
          >
            <RoleSelect
              name={each.name}
              value={each.role_id ?? null}
              onChange={(role_id) =>
                onChange(value.map((other) => (other.user_id === each.user_id ? { ...other, role_id } : other)))
              }
            />
          </Row>
        ))}
      </Rows>
      <PersonPicker
        key={value.length}
        label={texts.addPerson}
        placeholder={texts.searchPeople}
        nothing={texts.noMatch}
        without={value.map((each) => each.user_id)}
        onPick={(person) => {
          if (person) onChange([...value, { user_id: person.value, name: person.label, role_id: null }]);
        }}
      />
    </>
  );
}

interface PeopleRanksProps {
  readonly label: string;
  readonly value: readonly PersonRank[];
  readonly onChange: (people: PersonRank[]) => void;
}

/** People with a rank each. */
export function PersonRanks({ label, value, onChange }: PeopleRanksProps) {
  const texts = useAssignTexts().words;
  const { ranks, page } = useTeamTexts();
  return (
    <>
      <Rows label={label} empty={texts.none}>
        {value.map((each) => (
          <Row
            key={each.user_id}
            name={each.name}
            onRemove={() => onChange(value.filter((other) => other.user_id !== each.user_id))}
          >
            <Select
              aria-label={page.rank(each.name)}
              size="xs"
              allowDeselect={false}
              data={(["member", "lead", "manager"] as const).map((rank) => ({ value: rank, label: ranks[rank] }))}
              value={each.rank}
              onChange={(rank) =>
                onChange(
                  value.map((other) =>
                    other.user_id === each.user_id ? { ...other, rank: (rank ?? "member") as Rank } : other,
                  ),
                )
              }
            />
          </Row>
        ))}
      </Rows>
      <PersonPicker
        key={value.length}
        label={texts.addPerson}
        placeholder={texts.searchPeople}
        nothing={texts.noMatch}
        without={value.map((each) => each.user_id)}
        onPick={(person) => {
          if (person) onChange([...value, { user_id: person.value, name: person.label, rank: "member" }]);
        }}
      />
    </>
  );
}

interface PeopleProps {
  readonly label: string;
  readonly value: readonly Person[];
  readonly onChange: (people: Person[]) => void;
}

/** People, no more. */
export function People({ label, value, onChange }: PeopleProps) {
  const texts = useAssignTexts().words;
  return (
    <>
      <Rows label={label} empty={texts.none}>
        {value.map((each) => (
          <Row
            key={each.id}
            name={each.name}
            onRemove={() => onChange(value.filter((other) => other.id !== each.id))}
          />
        ))}
      </Rows>
      <PersonPicker
        key={value.length}
        label={texts.addPerson}
        placeholder={texts.searchPeople}
        nothing={texts.noMatch}
        without={value.map((each) => each.id)}
        onPick={(person) => {
          if (person) onChange([...value, { id: person.value, name: person.label }]);
        }}
      />
    </>
  );
}
