import type { Texts } from "../texts.ts";

/** Connecting a server, an agent or a controller in the set-up room. */
export const connectTexts = {
  "setup.step-address": { en: "1. The address of the server", zh: "1. 服务器地址" },
  "setup.address": { en: "Address", zh: "地址" },
  "setup.user": { en: "User (optional)", zh: "用户（可选）" },
  "setup.insecure": { en: "In clear text, for simulators and test benches", zh: "明文连接，仅用于仿真器和测试台" },
  "setup.look": { en: "Find what is there", zh: "查找" },
  "setup.looking": { en: "Looking, up to a minute …", zh: "正在查看，最长一分钟……" },
  "setup.address-note": {
    en:
      "The edge only reads. It connects to private networks, and to others that an admin adds to " +
      "api.discovery.networks.",
    zh: "边缘端只读取数据，只连接私有网络及管理员在 api.discovery.networks 中添加的网络。",
  },
  "setup.protocol": { en: "What to connect", zh: "连接类型" },
  "setup.protocol-opcua": { en: "OPC UA server", zh: "OPC UA 服务器" },
  "setup.protocol-mtconnect": { en: "MTConnect agent", zh: "MTConnect 代理" },
  "setup.protocol-s7": { en: "Siemens S7 controller", zh: "西门子 S7 控制器" },
  "setup.note-opcua": {
    en: "Machines, PLCs and gateways with an OPC UA server.",
    zh: "带 OPC UA 服务器的设备、PLC 和网关。",
  },
  "setup.note-mtconnect": {
    en: "CNC machines with an agent, built in or beside an adapter.",
    zh: "自带代理或配有适配器的数控机床。",
  },
  "setup.note-s7": {
    en:
      "S7-1200 and S7-1500: permit PUT/GET communication in the CPU's protection settings; only data blocks without " +
      "optimized access can be read.",
    zh: "S7-1200/1500：请在 CPU 的“防护与安全”中允许 PUT/GET 通信访问；只能读取未启用“优化的块访问”的数据块。",
  },
  "setup.controller": { en: "Name or address of the controller", zh: "控制器名称或地址" },
  "setup.family": { en: "Controller", zh: "控制器系列" },
  "setup.family-s7-1500": { en: "S7-1200, S7-1500", zh: "S7-1200、S7-1500" },
  "setup.family-s7-300": { en: "S7-300", zh: "S7-300" },
  "setup.family-s7-400": { en: "S7-400", zh: "S7-400" },
  "setup.family-logo": { en: "LOGO!, S7-200", zh: "LOGO!、S7-200" },
  "setup.rack": { en: "Rack", zh: "机架号" },
  "setup.slot": { en: "Slot", zh: "插槽号" },
  "setup.tsap-local": { en: "TSAP of the edge", zh: "本地 TSAP" },
  "setup.tsap-remote": { en: "TSAP of the controller", zh: "远程 TSAP" },
  "setup.exports": { en: "Exports of the program (optional)", zh: "程序导出文件（可选）" },
  "setup.exports-about": {
    en:
      "Drop files here, all of one program: symbol or tag tables (SDF, ASC, XML, CSV) and sources of data blocks " +
      "(.db, .awl, .udt, .scl, XML). They give names, addresses and types. Without files you add tags by address.",
    zh:
      "将同一程序的文件拖到此处：符号表或变量表（SDF、ASC、XML、CSV）以及数据块源文件（.db、.awl、.udt、.scl、XML）。" +
      "文件提供名称、地址和类型；没有文件时可按地址手动添加标签。",
  },
  "setup.choose-file": { en: "Choose a file", zh: "选择文件" },
  "setup.paste": { en: "or paste the text", zh: "或粘贴文本" },
  "setup.pasted": { en: "pasted {number}", zh: "粘贴 {number}" },
  "setup.block-numbers": {
    en: "These files do not say the numbers of the data blocks. Enter them, as the program's tree shows them:",
    zh: "这些文件不含数据块编号，请按程序树中显示的编号填写：",
  },
  "setup.read-files-again": { en: "Read the files again", zh: "重新读取文件" },
  "setup.notes": { en: "What is left out, and why", zh: "未列入的内容及原因" },
  "setup.read-values": { en: "Read the values of {name} now", zh: "立即读取 {name} 的数值" },
  "setup.reading": { en: "Reading …", zh: "正在读取……" },
  "setup.value-now": { en: "Now", zh: "当前值" },
  "setup.no-value": { en: "no value", zh: "无数值" },
  "setup.status-away": { en: "unavailable: no connection to the machine", zh: "不可用：与设备无连接" },
  "setup.status-refused": { en: "the controller refuses this address", zh: "控制器拒绝此地址" },
  "setup.status-range": { en: "beyond what a number can hold", zh: "超出数值范围" },
  "setup.status-type": { en: "does not fit the type of the tag", zh: "与标签类型不符" },
  "setup.status-unit": { en: "cannot be converted into this unit", zh: "无法换算为此单位" },
  "setup.plc-address": { en: "Address", zh: "地址" },
  "setup.plc-type": { en: "Type in the program", zh: "程序中的类型" },
  "setup.plc-name": { en: "Name", zh: "名称" },
  "setup.add-tag": { en: "Add the tag", zh: "添加标签" },
  "setup.other-source": { en: "Or add a source:", zh: "或添加数据源：" },
  "setup.source-mqtt-json": { en: "MQTT, JSON", zh: "MQTT（JSON）" },
  "setup.source-sparkplug": { en: "MQTT, Sparkplug B", zh: "MQTT（Sparkplug B）" },
  "setup.source-vda5050": { en: "Vehicles, VDA 5050", zh: "车辆（VDA 5050）" },
  "setup.source-modbus": { en: "Modbus TCP", zh: "Modbus TCP" },
  "setup.other-next": {
    en: "Check and save it, then add types with tags, and assets with their address, under Configuration.",
    zh: "检查并保存，然后在“配置”中添加含标签的类型和带地址的资产。",
  },
  "setup.step-trust": { en: "Trust the server", zh: "信任服务器" },
  "setup.trust-why": {
    en: "The edge does not know this server's certificate yet. Compare its thumbprint with the one the server shows.",
    zh: "边缘端尚未信任此服务器的证书。请将指纹与服务器自身显示的指纹核对。",
  },
  "setup.step-machines": { en: "2. The machines", zh: "2. 设备" },
  "setup.found": { en: "{count} {count|machine|machines} found", zh: "找到 {count} 台设备" },
  "setup.left-out": { en: "{count} {count|variable is|variables are} not proposed", zh: "{count} 个变量未列入建议" },
  "setup.take": { en: "Take", zh: "采用" },
  "setup.label": { en: "Label", zh: "编号" },
  "setup.in-zh": { en: "Chinese", zh: "中文" },
  "setup.in-en": { en: "English", zh: "英文" },
  "setup.kind": { en: "Kind", zh: "类别" },
  "setup.recognised": { en: "Recognised by", zh: "识别依据" },
  "setup.tags": { en: "Tags", zh: "标签" },
  "setup.count-tags": { en: "{count} {count|tag|tags}", zh: "{count} 个标签" },
  "setup.tags-of": { en: "Tags of {name}", zh: "{name} 的标签" },
  "setup.states": { en: "States", zh: "状态" },
  "setup.states-of": { en: "State …", zh: "状态……" },
  "setup.states-set": { en: "State of the machine …", zh: "设备状态……" },
  "setup.state-map": { en: "{name}: which value means which state", zh: "{name}：各值对应的状态" },
  "setup.state-map-about": {
    en:
      "A tag that says whether the machine runs: give each value that the server sends, a number or a word, its " +
      "state. A value without a state is shown as doubtful.",
    zh: "表示设备是否运行的标签：为服务器发送的每个值（数字或词）指定状态。没有对应状态的值显示为存疑。",
  },
  "setup.state-value": { en: "Value of the server", zh: "服务器的值" },
  "setup.is-state": { en: "It is the state of the machine", zh: "作为设备状态" },
  "setup.no-state": { en: "It is not the state", zh: "不作为设备状态" },
  "setup.add-machines": { en: "Check {count} {count|machine|machines}", zh: "检查 {count} 台设备" },
  "setup.step-live": { en: "3. Live", zh: "3. 实时数据" },
  "setup.not-saved": {
    en: "Save below; then restart the edge to read the machines.",
    zh: "请在下方保存，然后重启边缘端以读取设备。",
  },
  "setup.restart-first": {
    en: "Saved. Restart the edge below to read the machines.",
    zh: "已保存。请在下方重启边缘端以读取设备。",
  },
  "setup.restarting": {
    en: "The edge restarts. If the page asks for it, sign in again.",
    zh: "边缘端正在重启。如页面要求，请重新登录。",
  },
  "setup.live-of": {
    en: "{name}: {valued} of {count} {count|tag|tags} {valued|has|have} a value",
    zh: "{name}：{count} 个标签中 {valued} 个已有数值",
  },
  "setup.next": { en: "Then", zh: "接下来" },
  "setup.next-limits": { en: "Set limits with a response", zh: "设置限值与响应" },
  "setup.next-channel": { en: "Add a channel for alarms", zh: "添加报警通知渠道" },
  "setup.next-test": { en: "Send a test message", zh: "发送测试消息" },
} as const satisfies Texts;
