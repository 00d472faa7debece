import {
  type Accounts,
  type Confirmation,
  type Credential,
  type Directory,
  type ExternalPerson,
  type Identity,
  nameKey,
  type Role,
  type SignIn,
  type TokenView,
  type UserView,
  type WantedToken,
} from "../contracts/access/access.ts";
import { EdgeError, reasonOf } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { AccountsOptions } from "./accounts-options.ts";
import { readPresentRoles } from "./directory/present-roles.ts";
import { identityOf, ofToken, presentIdentity } from "./identities.ts";
import { recordOutsideActs } from "./outside-acts.ts";
import { checkPassword, PasswordHasher, SCRYPT_COST } from "./password.ts";
import {
  checkName,
  findUser,
  isSamePerson,
  tokenView,
  userView,
  withChangedUser,
  withExternal,
  withInvitation,
  withoutToken,
  withoutUser,
  withToken,
  withUser,
} from "./people.ts";
import { confirmAgain } from "./provider-rechecks.ts";
import { digestOf, newSecret } from "./secrets.ts";
import { type Confirmed, Sessions } from "./sessions.ts";
import { type Attempt, SignInGuard } from "./sign-in-guard.ts";
import { type People, type StoredToken, type StoredUser, UserFile } from "./user-file.ts";

/** The prefix lets scanners for leaked secrets recognise a token. */
const TOKEN_PREFIX = "gemba_";
/** The name under which the lockout counts one-time links, whose users have no name yet. */
const LINK = "one-time link";

export interface OpenAccounts extends Accounts {
  /** Writes the changes of `gemba users` to the audit log. Call it about once a second. */
  recordOutside(): Promise<void>;
  /**
   * Reads the roles of the directory's people with a session or token again. While the directory is away, the roles
   * of the last reading count.
   */
  readDirectory(): Promise<void>;
  /**
   * Asks the provider again for people whose sessions it confirmed `everyUs` ago or earlier (rule CV47), until the
   * signal. Rejects with EdgeError `unavailable` while the provider is away: then the rights that it gave last count.
   */
  readProvider(everyUs: Micros, signal: AbortSignal): Promise<void>;
}

/** Opens the users of a data folder. */
export async function openAccounts(options: AccountsOptions): Promise<OpenAccounts> {
  const accounts = new FileAccounts(options);
  await accounts.recordOutside();
  return accounts;
}

class FileAccounts implements OpenAccounts {
  readonly #options: AccountsOptions;
  readonly #file: UserFile;
  readonly #hasher: PasswordHasher;
  readonly #sessions: Sessions;
  readonly #guard = new SignInGuard();
  readonly #elapsed: () => Micros;
  #isRecording = false;

  constructor(options: AccountsOptions) {
    this.#options = options;
    this.#file = new UserFile(options.dataDir);
    this.#hasher = new PasswordHasher(options.cost ?? SCRYPT_COST);
    this.#sessions = new Sessions(options.sessionHours);
    this.#elapsed = options.elapsed ?? (() => performance.now() * 1000);
  }

  get isAsked(): boolean {
    return this.#options.isRequired || this.#file.read().users.length > 0;
  }

  identify({ session, token }: Credential): Identity | undefined {
    const people = this.#file.read();
    const now = this.#options.clock();
    if (token !== undefined) return ofToken(people, token, now);
    if (session === undefined) return undefined;
    const used = this.#sessions.use(session, now);
    const user = used === undefined ? undefined : findUser(people, used.user);
    return user === undefined || user.passwordAt !== used?.passwordAt ? undefined : presentIdentity(user);
  }

  async signIn(name: string, password: string, address: string): Promise<SignIn> {
    const user = findUser(this.#file.read(), name);
    const attempt = { name: nameKey(name), isUser: user !== undefined, address };
    const waitS = this.#guard.attempt(attempt, this.#elapsed());
    if (waitS > 0) return { kind: "locked", waitS };
    const { directory } = this.#options;
    if (directory !== undefined && user?.password === undefined)
      return await this.#signInAt(directory, { name, password, attempt, user });
    const isRight = await this.#verified(password, user, attempt);
    if (!isRight || user === undefined) return this.#failed(attempt, user);
    this.#guard.succeeded(attempt);
    return this.#signedIn(user);
  }

  async confirm(name: string, password: string, address: string): Promise<Confirmation> {
    if (this.isOfProvider(name)) return { kind: "elsewhere" };
    const result = await this.signIn(name, password, address);
    if (result.kind !== "signed-in") return result.kind === "locked" ? result : { kind: "wrong" };
    this.signOut(result.session);
    return { kind: "confirmed", identity: result.identity };
  }

  isOfProvider(name: string): boolean {
    const issuer = findUser(this.#file.read(), name)?.external?.issuer;
    return issuer !== undefined && issuer !== this.#options.directory?.issuer;
  }

  confirmExternal(name: string, person: ExternalPerson): Identity | undefined {
    // The provider may call the person by another name since: the subject decides who it is.
    const isSame = isSamePerson(this.#file.read(), name, person);
    return isSame ? identityOf(this.#withPerson({ ...person, name })) : undefined;
  }

  async signInExternal(person: ExternalPerson): Promise<Extract<SignIn, { kind: "signed-in" }>> {
    const user = this.#withPerson(person);
    return this.#signedIn(user, user.grants === undefined ? undefined : { at: this.#elapsed(), renew: person.renew });
  }

  signOut(session: string): void {
    this.#sessions.end(session);
  }

  async acceptInvitation(
    { secret, name, password }: { secret: string; name: string; password: string },
    address: string,
  ): Promise<SignIn> {
    const attempt = { name: LINK, isUser: false, address };
    const waitS = this.#guard.attempt(attempt, this.#elapsed());
    if (waitS > 0) return { kind: "locked", waitS };
    const digest = digestOf(secret);
    if (this.#invited(this.#file.read(), digest) === undefined) return this.#failed(attempt, undefined);
    this.#guard.takeBack(attempt);
    checkName(name);
    const hash = await this.#hasher.hash(password);
    const people = this.#file.change((before) => {
      const invitation = this.#invited(before, digest);
      if (invitation === undefined) throw new EdgeError("conflict", "The link was used meanwhile.");
      const rest = { ...before, invitations: before.invitations.filter((one) => one !== invitation) };
      return withUser(rest, { ...invitation, name, password: hash, now: this.#options.clock() });
    });
    return this.#signedIn(findUser(people, name) as StoredUser);
  }

  users(): readonly UserView[] {
    return this.#file.read().users.map(userView);
  }

  async addUser({ name, role, password }: { name: string; role: Role; password: string }): Promise<UserView> {
    checkName(name);
    const hash = await this.#hasher.hash(password);
    const people = this.#file.change((before) =>
      withUser(before, { name, role, password: hash, now: this.#options.clock() }),
    );
    return userView(findUser(people, name) as StoredUser);
  }

  async changeUser(
    name: string,
    { role, password }: { role?: Role | undefined; password?: string | undefined },
  ): Promise<UserView> {
    if (password !== undefined) checkPassword(password);
    const hash = password === undefined ? undefined : await this.#hasher.hash(password);
    const people = this.#file.change((before) =>
      withChangedUser(before, name, { role, password: hash, now: this.#options.clock() }),
    );
    return userView(findUser(people, name) as StoredUser);
  }

  removeUser(name: string): UserView {
    const user = findUser(this.#file.read(), name);
    this.#file.change((before) => withoutUser(before, name));
    return userView(user as StoredUser);
  }

  tokens(): readonly TokenView[] {
    return this.#file.read().tokens.map(tokenView);
  }

  issueToken(wanted: WantedToken): { secret: string; token: TokenView } {
    const secret = `${TOKEN_PREFIX}${newSecret()}`;
    const digest = digestOf(secret);
    const made = { ...wanted, digest, now: this.#options.clock() };
    const { tokens } = this.#file.change((before) => withToken(before, made));
    return { secret, token: tokenView(tokens.find((one) => one.digest === digest) as StoredToken) };
  }

  revokeToken(id: string): TokenView {
    const token = this.#file.read().tokens.find((one) => one.id === id);
    this.#file.change((before) => withoutToken(before, id));
    return tokenView(token as StoredToken);
  }

  invite(role: Role): string {
    const secret = newSecret();
    const invitation = { role, digest: digestOf(secret), now: this.#options.clock() };
    this.#file.change((before) => withInvitation(before, invitation));
    return secret;
  }

  async recordOutside(): Promise<void> {
    if (this.#isRecording) return;
    this.#isRecording = true;
    try {
      await recordOutsideActs(this.#file, this.#options.journal);
    } catch (error) {
      this.#options.log.error(
        { reason: reasonOf(error) },
        "changes by gemba users could not be written to the audit log; trying again",
      );
    } finally {
      this.#isRecording = false;
    }
  }

  async readDirectory(): Promise<void> {
    const { directory, journal } = this.#options;
    if (directory === undefined) return;
    await readPresentRoles({ directory, journal, file: this.#file, signedIn: this.#sessions.users() });
  }

  async readProvider(everyUs: Micros, signal: AbortSignal): Promise<void> {
    const { journal, clock } = this.#options;
    const parts = { journal, clock, elapsed: this.#elapsed, file: this.#file, sessions: this.#sessions };
    await confirmAgain(parts, { everyUs, signal });
  }

  /** No password is compared where the directory does not answer, so that attempt does not count. */
  async #signInAt(
    directory: Directory,
    asked: { name: string; password: string; attempt: Attempt; user: StoredUser | undefined },
  ): Promise<SignIn> {
    const { name, password, attempt, user } = asked;
    let person: ExternalPerson | undefined;
    try {
      person = await directory.signIn(name, password);
    } catch (error) {
      this.#guard.takeBack(attempt);
      throw error;
    }
    if (person === undefined) return this.#failed(attempt, user);
    const result = await this.signInExternal(person);
    this.#guard.succeeded(attempt);
    return { ...result, isOfDirectory: true };
  }

  async #verified(password: string, user: StoredUser | undefined, attempt: Attempt): Promise<boolean> {
    try {
      return await this.#hasher.verify(password, user?.password, this.#guard.isKnown(attempt));
    } catch (error) {
      this.#guard.takeBack(attempt); // the link was used meanwhile; no secret was compared
      throw error;
    }
  }

  #withPerson(person: ExternalPerson): StoredUser {
    const present = (before: People) => withExternal(before, { ...person, now: this.#options.clock() });
    const people = this.#file.read();
    return findUser(present(people) === people ? people : this.#file.change(present), person.name) as StoredUser;
  }

  #failed(attempt: Attempt, user: StoredUser | undefined): SignIn {
    const waitS = this.#guard.waitS(attempt, this.#elapsed());
    return { kind: "wrong", ...(user === undefined ? {} : { user: user.name }), ...(waitS > 0 ? { waitS } : {}) };
  }

  #signedIn(user: StoredUser, confirmed?: Confirmed): Extract<SignIn, { kind: "signed-in" }> {
    const session = this.#sessions.start(user, this.#options.clock(), confirmed);
    return { kind: "signed-in", session, identity: identityOf(user) };
  }

  #invited({ invitations }: People, digest: string) {
    return invitations.find((one) => one.digest === digest && one.expiresAt > this.#options.clock());
  }
}
