// One user: who they are, whether they may sign in, and a new password.

import { Alert } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, type UserDetails } from "@towline/api";
import { dayStart, exactTime, notify, RelativeTime } from "@towline/ui";
import { dayOf } from "../../form/days";
import { SavingForm } from "../../form/FormParts";
import { plain, said } from "../../form/SettingsEditor";
import { draftOf, LIMIT_NAMES, limitsOf } from "../../form/SignInLimits";
import { useForm } from "../../form/useForm";
import { userQuery } from "../../queries";
import { useMe } from "../../session";
import { again } from "../../shell/Again";
import { Detail, Waiting } from "../../shell/Detail";
import { DetailSection, Facts } from "../../shell/Facts";
import { TextLink } from "../../shell/links";
import { useFrameTexts, useProviderTexts, useUserTexts } from "../../words";
import { RemoveUser } from "./RemoveUser";
import { ResetPassword } from "./ResetPassword";
import { UserAccess, UserFactors } from "./UserAccess";
import { aboveOf, checkUser, UserFields, type UserValues } from "./UserFields";
import { isLocked, UserState } from "./UsersPage";

const route = getRouteApi("/users/$id");

export function UserDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const search = getRouteApi("/users").useSearch();
  const query = useQuery(userQuery(id));
  const { sections } = useFrameTexts();
  const close = () => void navigate({ to: "/users", search });
  return (
    <Detail size={620} title={query.data?.display_name ?? sections.users} onClose={close}>
      <Waiting query={query}>{(user) => <Loaded key={id} user={user} onRemoved={close} />}</Waiting>
    </Detail>
  );
}

function Loaded({ user, onRemoved }: { user: UserDetails; onRemoved: () => void }) {
  const me = useMe();
  const client = useQueryClient();
  const { edit, page, columns, reset } = useUserTexts();
  const { account: provided } = useProviderTexts();
  const { form: formTexts } = useFrameTexts();
  const stale = () => client.invalidateQueries({ queryKey: ["users"] });
  const form = useForm<UserValues>({
    name: `user:${user.id}`,
    saved: {
      display_name: user.display_name,
      username: user.username,
      email: user.email ?? "",
      administrator: user.administrator,
      expires_ms: dayOf(user.expires_ms),
      groups: user.groups,
      settings: said(user.settings),
      sign_in: draftOf(user.sign_in),
      skills: user.skills.map((skill) => skill.id),
    },
    check: checkUser,
    theirNames: LIMIT_NAMES,
    save: (_, { settings, expires_ms, sign_in, ...changes }) =>
      again(() =>
        api.changeUser(user, {
          ...changes,
          ...(expires_ms === undefined ? {} : { expires_ms: dayStart(expires_ms) ?? null }),
          ...(sign_in ? { sign_in: limitsOf(sign_in) } : {}),
          ...(settings ? { settings: plain(settings) } : {}),
        }),
      ),
    onSaved: () => {
      notify.done(formTexts.saved);
      void client.invalidateQueries({ queryKey: ["jump-groups"] });
      void client.invalidateQueries({ queryKey: ["skills"] });
      if (user.id === me.id) void client.invalidateQueries({ queryKey: ["me"] });
      return stale();
    },
    onStale: stale,
  });
  return (
    <>
      {isLocked(user) && user.locked_until_ms ? (
        <Alert color="yellow" variant="light" icon={<IconLock />}>
          {page.lockedUntil(exactTime(user.locked_until_ms))}
        </Alert>
      ) : null}
      <Facts
        facts={[
          [columns.state, <UserState key="state" user={user} />],
          [provided.through, user.provider ?? null],
          [columns.lastLogin, <RelativeTime key="login" at={user.last_login_ms} />],
          [
            edit.policies,
            user.policies.length === 0
              ? null
              : user.policies.map((policy, index) => (
                  <span key={policy.id}>
                    {index > 0 ? ", " : ""}
                    {me.areas.includes("admin.policies") ? (
                      <TextLink to="/policies/$id" params={{ id: policy.id }} inherit>
                        {policy.name}
                      </TextLink>
                    ) : (
                      policy.name
                    )}
                  </span>
                )),
          ],
          [edit.created, <RelativeTime key="created" at={user.created_ms} />],
        ]}
      />
      <SavingForm form={form} label={edit.title}>
        <UserFields form={form} self={user.id === me.id} above={aboveOf(user)} />
      </SavingForm>
      {user.provider ? (
        <DetailSection title={reset.title} text={provided.user(user.provider)} />
      ) : (
        <ResetPassword user={user} />
      )}
      <UserFactors user={user} />
      <UserAccess user={user} />
      <RemoveUser user={user} onRemoved={onRemoved} />
    </>
  );
}
