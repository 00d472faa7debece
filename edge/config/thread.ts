/** Entry of the thread that reads configs: one task, one answer, the end. */
import { parentPort, workerData } from "node:worker_threads";
import { plugins } from "../plugins.ts";
import { answerTask, type ConfigTask } from "./thread-task.ts";

parentPort?.postMessage(await answerTask(workerData as ConfigTask, plugins));
