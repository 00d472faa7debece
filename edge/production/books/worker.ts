/** Entry of the thread that keeps the production books. */
import { serveFollowers } from "../../historian/follow/serve-followers.ts";
import { openBooks } from "./open-books.ts";
import type { BooksPlan } from "./protocol.ts";

serveFollowers<BooksPlan>(openBooks);
