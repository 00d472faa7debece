/**
 * The thread that reads configs, with test-only plugins. Each task is added to the file that GEMBA_TEST_TASKS names.
 */
import { appendFileSync } from "node:fs";
import { isMainThread, parentPort, threadId, workerData } from "node:worker_threads";
import { answerTask, type ConfigTask } from "../../../edge/config/thread-task.ts";
import { testPlugins } from "./plant-folder.ts";

const tasks = process.env["GEMBA_TEST_TASKS"];
const { kind } = workerData as ConfigTask;
if (tasks !== undefined) appendFileSync(tasks, `${JSON.stringify({ kind, threadId, isMainThread })}\n`);
parentPort?.postMessage(await answerTask(workerData as ConfigTask, testPlugins));
