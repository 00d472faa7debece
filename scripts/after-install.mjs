/**
 * After `npm ci` and `npm install`: gives advice where the machine's Node.js is too old, and removes unneeded files.
 */
import { finishInstall, wrongNode } from "./right-node.mjs";

finishInstall();
// npm runs this on the Node.js of node_modules already; its user agent names its own Node.js.
const ofNpm = /\bnode\/v(\S+)/.exec(process.env.npm_config_user_agent ?? "")?.[1];
const advice = wrongNode(ofNpm);
if (advice !== undefined) process.stdout.write(`gemba: ${advice}.\n`);
