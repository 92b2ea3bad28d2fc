// One user: who they are, whether they may sign in, and a new password.

import { Alert } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, type User } from "@towline/api";
import { exactTime, notify, RelativeTime } from "@towline/ui";
import { SavingForm } from "../../form/FormParts";
import { useForm } from "../../form/useForm";
import { everybodyQuery } from "../../queries";
import { useMe } from "../../session";
import { Detail, Gone, Waiting } from "../../shell/Detail";
import { Facts } from "../../shell/Facts";
import { useFrameTexts, useUserTexts } from "../../words";
import { ResetPassword } from "./ResetPassword";
import { UserAccess } from "./UserAccess";
import { checkUser, UserFields, type UserValues } from "./UserFields";
import { isLocked, UserState } from "./UsersPage";

const route = getRouteApi("/administrators/users/$id");

export function UserDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const search = getRouteApi("/administrators/users").useSearch();
  const query = useQuery(everybodyQuery);
  const { sections } = useFrameTexts();
  const user = query.data?.find((each) => each.id === id);
  const close = () => void navigate({ to: "/users", search });
  return (
    <Detail title={user?.display_name ?? sections.users} onClose={close}>
      <Waiting query={query}>{() => (user ? <Loaded key={id} user={user} /> : <Gone />)}</Waiting>
    </Detail>
  );
}

function Loaded({ user }: { user: User }) {
  const me = useMe();
  const client = useQueryClient();
  const { edit, page, columns } = useUserTexts();
  const { form: formTexts } = useFrameTexts();
  const form = useForm<UserValues>({
    name: `user:${user.id}`,
    saved: {
      display_name: user.display_name,
      username: user.username,
      email: user.email ?? "",
      administrator: user.administrator,
      group_ids: user.group_ids,
    },
    check: checkUser,
    save: (_, changes) => api.changeUser(user.id, changes),
    onSaved: () => {
      notify.done(formTexts.saved);
      void client.invalidateQueries({ queryKey: ["users"] });
      void client.invalidateQueries({ queryKey: ["jump-groups"] });
      if (user.id === me.id) void client.invalidateQueries({ queryKey: ["me"] });
    },
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
          [columns.lastLogin, <RelativeTime key="login" at={user.last_login_ms} />],
          [edit.created, <RelativeTime key="created" at={user.created_ms} />],
        ]}
      />
      <SavingForm form={form} label={edit.title}>
        <UserFields form={form} self={user.id === me.id} />
      </SavingForm>
      <ResetPassword user={user} />
      <UserAccess user={user} />
    </>
  );
}
