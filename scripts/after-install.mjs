/** After `npm ci` and `npm install`: says what to do where the machine's own Node.js is too old, and frees what is not needed. */
import { finishInstall, wrongNode } from "./right-node.mjs";

finishInstall();
// npm runs this on the Node.js of node_modules already, and names its own.
const ofNpm = /\bnode\/v(\S+)/.exec(process.env.npm_config_user_agent ?? "")?.[1];
const advice = wrongNode(ofNpm);
if (advice !== undefined) process.stdout.write(`gemba: ${advice}.\n`);
