/** Problems of site, floor, zones, routes and assets, and of the parts to which they belong. */
import type { ConfigTextTable } from "../../contracts/plant/config-text.ts";

export const PLANT = {
  "name-unknown": { en: "there is no {what} {name}", zh: "没有{what} {name}" },
  "kind-of-part-unknown": { en: "there is no kind of {what} called {name}", zh: "没有名为 {name} 的{what}类型" },
  "source-unfit": { en: "the source does not fit", zh: "数据源配置不合适" },
  "value-given-already": {
    en: "the {key} {value} is given already in {place}",
    zh: "{key} {value} 已在 {place} 使用",
    remedy: { en: "give each a {key} of its own", zh: "每一项的 {key} 必须不同" },
  },
  "time-zone-unknown": { en: "{value} is no IANA time zone", zh: "{value} 不是 IANA 时区" },
  "remedy-time-zone": {
    en: "write one such as Asia/Shanghai or Europe/Berlin",
    zh: "请写如 Asia/Shanghai 或 Europe/Berlin 的时区",
  },
  "shifts-overlap": {
    en: "the shift overlaps with shifts[{other}]",
    zh: "该班次与 shifts[{other}] 重叠",
    remedy: { en: "let a shift begin where the one before ends", zh: "班次应从前一班次结束时开始" },
  },
  "path-off-site": {
    en: "the {what} {path} is not under the site",
    zh: "{what} {path} 不在该工厂之下",
    remedy: { en: "begin it with {root}/", zh: "请以 {root}/ 开头" },
  },
  "zone-no-safeguard": {
    en: "a robot-zone must say how people are kept safe",
    zh: "robot-zone 必须说明人员如何受到保护",
    remedy: {
      en: "add `safeguard: fence-interlock`, `light-curtain`, `ssm` or `pfl`",
      zh: "请添加 `safeguard: fence-interlock`、`light-curtain`、`ssm` 或 `pfl`",
    },
  },
  "zone-safeguard": {
    en: "only a robot-zone has a safeguard",
    zh: "只有 robot-zone 有 safeguard",
    remedy: { en: "take it out, or make the zone a robot-zone", zh: "请去掉，或将该区域改为 robot-zone" },
  },
  "off-floor": {
    en: "({x}, {y}) lies outside of the floor",
    zh: "({x}, {y}) 在厂房之外",
    remedy: {
      en: "the floor is {width} m by {depth} m, from (0, 0)",
      zh: "厂房为 {width} m × {depth} m，原点为 (0, 0)",
    },
  },
  "asset-no-uid": {
    en: "the asset has no uid",
    zh: "该资产没有 uid",
    remedy: {
      en: "add the machine's ProductInstanceUri, or this new one: `uid: {uid}`; it stays with the asset for ever",
      zh: "请添加设备的 ProductInstanceUri，或使用新生成的 `uid: {uid}`；它永久属于该资产",
    },
  },
  "asset-no-source": {
    en: "the type {type} has tags, but the asset names no source",
    zh: "类型 {type} 有标签，但该资产未指定数据源",
    remedy: { en: "add `source` and `address`", zh: "请添加 `source` 和 `address`" },
  },
  "asset-no-address": {
    en: "the asset has no address on the source {source}",
    zh: "该资产没有数据源 {source} 上的地址",
    remedy: { en: "add `address` with {keys}", zh: "请添加 `address`，其中包括 {keys}" },
  },
  "address-unfit": { en: "the address does not fit", zh: "地址不合适" },
  "binding-unfit": {
    en: "the binding does not fit (as {kind} binding of {asset})",
    zh: "绑定不合适（{asset} 的 {kind} 绑定）",
  },
  "source-no-waveforms": {
    en: "a source of kind {kind} reads no waveforms ({asset})",
    zh: "{kind} 类数据源不读取波形（{asset}）",
    remedy: {
      en: "read it by OPC UA, Sparkplug or JSON over MQTT, or make the tag a number, boolean, enum or text",
      zh: "请通过 OPC UA、Sparkplug 或 MQTT 上的 JSON 读取，或将标签类型改为 number、boolean、enum 或 text",
    },
  },
  "parameter-no-value": {
    en: "the parameter {{name}} of type {type} has no value",
    zh: "类型 {type} 的参数 {{name}} 没有值",
    remedy: { en: "add `parameters: { {name}: … }` to the asset", zh: "请在资产中添加 `parameters: { {name}: … }`" },
  },
  "parameter-unknown": { en: "the type {type} has no parameter {{name}}", zh: "类型 {type} 没有参数 {{name}}" },
  "historian-unknown": { en: "there is no sink called {name}", zh: "没有名为 {name} 的存储" },
  "historian-no-answers": {
    en: "the sink {name} cannot be asked about history",
    zh: "存储 {name} 不能查询历史",
    remedy: { en: "name an InfluxDB, or leave it at embedded", zh: "请指定 InfluxDB，或保持 embedded" },
  },
} as const satisfies ConfigTextTable;
