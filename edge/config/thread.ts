/** Entry of the thread that reads configs: one task, one answer, the end. */
import { flushCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { plugins } from "../plugins.ts";
import { answerTask, type ConfigTask } from "./thread-task.ts";

const answer = await answerTask(workerData as ConfigTask, plugins);
// Before the answer, which ends this thread. Does nothing where no compile cache is in use.
flushCompileCache();
parentPort?.postMessage(answer);
