import { useState } from "preact/hooks";
import { ROLES } from "../../../../edge/contracts/access/access.ts";
import { account, roleText } from "../../data/account.ts";
import { atSite } from "../../data/base.ts";
import { whyNot } from "../../data/may.ts";
import { addUser, changeRole, fetchUsers, inviteUser, removeUser, type User } from "../../data/settings-api.ts";
import { t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { useAct, useAnswer } from "./use-answer.ts";

/** The edge refuses shorter ones. */
const MIN_PASSWORD = 12;

/** Users of the edge. For admins; others see why they may not. */
export function UsersCard() {
  const hasUsers = account.value?.users === true;
  return (
    <section class="settings-card" aria-label={t("settings.users")}>
      <h2>{t("settings.users")}</h2>
      {hasUsers ? <UsersOrWhyNot /> : <p class="card-note">{t("settings.no-users")}</p>}
    </section>
  );
}

/** The list is not requested if the edge would refuse it. */
function UsersOrWhyNot() {
  const reason = whyNot("administer");
  return reason === null ? <UserList /> : <p class="card-note">{reason}</p>;
}

function UserList() {
  const users = useAnswer(fetchUsers);
  const { said, busy, act } = useAct();
  const change = (what: () => Promise<unknown>, text: string) =>
    act(async () => {
      await what();
      users.again();
      return text;
    });
  if (users.value === null) return <p class="card-note">{users.failure}</p>;
  return (
    <>
      {said === null ? null : <output class="settings-said">{said}</output>}
      <table class="table">
        <tbody>
          {users.value.map((user) => (
            <Row
              key={user.name}
              user={user}
              busy={busy}
              onRole={(role) => change(() => changeRole(user.name, role), t("settings.saved"))}
              onRemove={() => change(() => removeUser(user.name), t("settings.removed"))}
            />
          ))}
        </tbody>
      </table>
      <InviteUser busy={busy} act={act} />
      <AddUser busy={busy} onAdd={(user) => change(() => addUser(user), t("settings.saved"))} />
    </>
  );
}

function Row({
  user,
  busy,
  onRole,
  onRemove,
}: {
  user: User;
  busy: boolean;
  onRole: (role: string) => void;
  onRemove: () => void;
}) {
  const [isSure, setSure] = useState(false);
  return (
    <tr>
      <td class="wide">{user.name}</td>
      <td>
        <select
          aria-label={`${t("settings.role")} ${user.name}`}
          value={user.role}
          disabled={busy || whyNot("administer") !== null}
          title={whyNot("administer") ?? undefined}
          onChange={(event) => onRole(event.currentTarget.value)}
        >
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {roleText(role)}
            </option>
          ))}
        </select>
      </td>
      <td class="table-actions">
        <ActButton
          asks="administer"
          disabled={busy || user.name === account.value?.user}
          name={`${t("settings.remove")} ${user.name}`}
          onAct={() => (isSure ? onRemove() : setSure(true))}
        >
          {t(isSure ? "settings.remove-sure" : "settings.remove")}
        </ActButton>
      </td>
    </tr>
  );
}

function InviteUser({ busy, act }: { busy: boolean; act: (what: () => Promise<string>) => void }) {
  const [role, setRole] = useState<string>("operator");
  const [link, setLink] = useState<string | null>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    act(async () => {
      setLink(new URL(atSite(await inviteUser(role)), location.origin).href);
      return t("settings.invited");
    });
  };
  return (
    <form class="settings-form" onSubmit={submit}>
      <p class="card-note">{t("settings.invite-note")}</p>
      <RoleField role={role} onRole={setRole} />
      <ActButton asks="administer" type="submit" class="button primary" disabled={busy}>
        {t("settings.invite")}
      </ActButton>
      {link === null ? null : (
        <label class="field is-whole">
          {t("settings.invite-link")}
          <input type="text" readOnly value={link} onFocus={(event) => event.currentTarget.select()} />
        </label>
      )}
    </form>
  );
}

function RoleField({ role, onRole }: { role: string; onRole: (role: string) => void }) {
  return (
    <label class="field">
      {t("settings.role")}
      <select value={role} onChange={(event) => onRole(event.currentTarget.value)}>
        {ROLES.map((one) => (
          <option key={one} value={one}>
            {roleText(one)}
          </option>
        ))}
      </select>
    </label>
  );
}

function AddUser({
  busy,
  onAdd,
}: {
  busy: boolean;
  onAdd: (user: { name: string; role: string; password: string }) => void;
}) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<string>("operator");
  const [password, setPassword] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    onAdd({ name: name.trim(), role, password });
    setName("");
    setPassword("");
  };
  return (
    <form class="settings-form" onSubmit={submit}>
      <label class="field">
        {t("account.name")}
        <input
          type="text"
          required
          maxLength={64}
          autocomplete="off"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <RoleField role={role} onRole={setRole} />
      <label class="field">
        {t("account.password")}
        <input
          type="password"
          required
          minLength={MIN_PASSWORD}
          maxLength={256}
          autocomplete="new-password"
          value={password}
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
      </label>
      <ActButton
        asks="administer"
        type="submit"
        class="button primary"
        disabled={busy || name.trim() === "" || password.length < MIN_PASSWORD}
      >
        {t("settings.add-user")}
      </ActButton>
    </form>
  );
}
