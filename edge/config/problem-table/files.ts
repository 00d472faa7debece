/** Problems of the files of a config, and of the references in them. */
import type { ConfigTextTable } from "../../contracts/plant/config-text.ts";

export const FILES = {
  "file-deep": {
    en: "the file nests deeper than {most} levels",
    zh: "文件嵌套超过 {most} 层",
    remedy: { en: "flatten it", zh: "请减少嵌套" },
  },
  "yaml-invalid": {
    en: "not valid YAML: {what}",
    zh: "不是有效的 YAML：{what}",
    remedy: { en: "correct the YAML here or in the lines above", zh: "请修正此处或前面几行的 YAML" },
  },
  "file-no-map": {
    en: "the file is not a map of sections",
    zh: "文件顶层不是由各配置段组成的映射",
    remedy: { en: "begin it with a section such as `assets:`", zh: "请以某个配置段开头，例如 `assets:`" },
  },
  "node-deep": {
    en: "nested deeper than {most} levels",
    zh: "嵌套超过 {most} 层",
    remedy: { en: "flatten it, or take the anchor out of itself", zh: "请减少嵌套，或不要让锚点引用自身" },
  },
  "anchor-unknown": {
    en: "there is no anchor &{anchor} above",
    zh: "前面没有锚点 &{anchor}",
    remedy: { en: "define it before it is used", zh: "请先定义再使用" },
  },
  "key-no-word": {
    en: "a key must be a plain word",
    zh: "键必须是普通文字",
    remedy: { en: "write the key as text", zh: "请将键写成文本" },
  },
  "key-forbidden": {
    en: '"{key}" is not allowed as a key',
    zh: "不允许用“{key}”作键",
    remedy: { en: "choose another name", zh: "请换一个名称" },
  },
  "key-twice": {
    en: 'the key "{key}" is given twice',
    zh: "键“{key}”出现两次",
    remedy: { en: "keep one of the two", zh: "请保留其中一个" },
  },
  "aliases-many": {
    en: "aliases repeat more than {most} values",
    zh: "别名重复了超过 {most} 个值",
    remedy: { en: "write the values out, or use an asset type", zh: "请直接写出这些值，或使用资产类型" },
  },
  "file-no-file": {
    en: "{file} is not a file",
    zh: "{file} 不是文件",
    remedy: { en: "name a YAML file", zh: "请指定 YAML 文件" },
  },
  "file-large": {
    en: "{file} has {bytes} bytes",
    zh: "{file} 有 {bytes} 字节",
    remedy: {
      en: "a config file has at most {most}; split it by `include`",
      zh: "配置文件最多 {most} 字节，请用 `include` 拆分",
    },
  },
  "file-no-utf8": {
    en: "{file} is not UTF-8 text",
    zh: "{file} 不是 UTF-8 文本",
    remedy: { en: "save it as UTF-8", zh: "请以 UTF-8 保存" },
  },
  "file-absent": {
    en: "cannot read {file} ({error})",
    zh: "无法读取 {file}（{error}）",
    remedy: {
      en: "check the path; a plant's folder holds a gemba.yaml",
      zh: "请检查路径；工厂目录中应有 gemba.yaml",
    },
  },
  "file-unreadable": {
    en: "cannot read {file} ({error})",
    zh: "无法读取 {file}（{error}）",
    remedy: { en: "check who may read it", zh: "请检查读取权限" },
  },
  "include-no-list": {
    en: "include must be a list of file names",
    zh: "include 必须是文件名列表",
    remedy: {
      en: "write it as a list: `include: [site.yaml, types/*.yaml]`",
      zh: "请写成列表：`include: [site.yaml, types/*.yaml]`",
    },
  },
  "include-no-text": {
    en: "a file name must be text",
    zh: "文件名必须是文本",
    remedy: { en: "name a file or a pattern such as types/*.yaml", zh: "请写文件名，或如 types/*.yaml 的模式" },
  },
  "include-reference": {
    en: "a reference in `include` will not be replaced from the next release on",
    zh: "下一版本起不再替换 `include` 中的引用",
    remedy: { en: "write the file's name", zh: "请写文件名" },
  },
  "include-outside": {
    en: '"{pattern}" lies outside of the plant\'s folder',
    zh: "“{pattern}”在工厂目录之外",
    remedy: { en: "move the file into the folder", zh: "请将文件移入工厂目录" },
  },
  "include-star-folder": {
    en: '"{pattern}" has a * in a folder\'s name',
    zh: "“{pattern}”的目录名中有 *",
    remedy: { en: "use * in the file's name only", zh: "* 只能用在文件名中" },
  },
  "include-no-match": {
    en: 'no file matches "{pattern}"',
    zh: "没有文件符合“{pattern}”",
    remedy: { en: "check the folder's name, or take the pattern out", zh: "请检查目录名，或去掉该模式" },
  },
  "include-link": {
    en: "{file} is a link to outside of the plant's folder",
    zh: "{file} 是指向工厂目录之外的链接",
    remedy: { en: "copy the file into the folder", zh: "请将文件复制到工厂目录中" },
  },
  "include-again": {
    en: "{file} is included already, or includes this file",
    zh: "{file} 已被包含，或包含了本文件",
    remedy: { en: "include each file once", zh: "每个文件只包含一次" },
  },
  "files-many": {
    en: "the plant has more than {most} files",
    zh: "工厂配置超过 {most} 个文件",
    remedy: { en: "join some", zh: "请合并一些文件" },
  },
  "given-twice": {
    en: '"{key}" is given already in {place}',
    zh: "“{key}”已在 {place} 给出",
    remedy: { en: "keep one of the two", zh: "请保留其中一个" },
  },
  "env-unset": {
    en: "the environment variable {name} is not set",
    zh: "环境变量 {name} 未设置",
    remedy: {
      en: `set it, or give a default: \${env:{name}:-default}`,
      zh: `请设置它，或给出默认值：\${env:{name}:-default}`,
    },
  },
  "reference-unknown": {
    en: `"\${{inside}}" is no known reference`,
    zh: `“\${{inside}}”不是已知的引用`,
    remedy: {
      en: `write \${env:NAME}, \${env:NAME:-default} or \${file:PATH}`,
      zh: `请写 \${env:NAME}、\${env:NAME:-default} 或 \${file:PATH}`,
    },
  },
  "secret-no-file": {
    en: "{file} is not a file",
    zh: "{file} 不是文件",
    remedy: { en: "name a file that holds the secret", zh: "请指定存放密钥的文件" },
  },
  "secret-large": {
    en: "{file} has {bytes} bytes",
    zh: "{file} 有 {bytes} 字节",
    remedy: { en: "a secret has at most {most}; check the path", zh: "密钥最多 {most} 字节，请检查路径" },
  },
  "secret-readable": {
    en: "{file} can be read by other users of this machine",
    zh: "本机其他用户可以读取 {file}",
    remedy: { en: "run: chmod 600 {file}", zh: "请运行：chmod 600 {file}" },
  },
  "secret-unreadable": {
    en: "cannot read {file} ({error})",
    zh: "无法读取 {file}（{error}）",
    remedy: { en: "check the path and who may read it", zh: "请检查路径和读取权限" },
  },
  "secret-outside": {
    en: "{file} lies outside of the plant's folder and of the folders for secrets",
    zh: "{file} 在工厂目录和密钥目录之外",
    remedy: {
      en:
        "put the secret into the plant's folder or {folder}, or name its folder in {variable} where the edge is " +
        "started",
      zh: "请将密钥放入工厂目录或 {folder}，或在启动边缘端处用 {variable} 指定其目录",
    },
  },
  "secret-kept": {
    en: "this secret stays while what decides where it is sent changes: {keys}",
    zh: "此密钥未变，但决定其发往何处的 {keys} 已更改",
    remedy: {
      en: "enter the secret anew, or make the change in the file on the edge's computer",
      zh: "请重新输入该密钥，或在边缘端主机上直接修改配置文件",
    },
  },
  "secret-comes-back": {
    en: "this secret comes back, and nothing in the config says now that it may be sent to this place",
    zh: "此密钥将被恢复，而当前配置中没有任何内容表明可以将它发往此处",
    remedy: {
      en: "enter the secret anew, or make the change in the file on the edge's computer",
      zh: "请重新输入该密钥，或在边缘端主机上直接修改配置文件",
    },
  },
  "secret-newer": {
    en: "this secret is a newer one than in that version, which has none: {file} was set later",
    zh: "此密钥比该版本中的更新：{file} 是之后设置的，版本不保存密钥",
    remedy: { en: "enter the secret anew if the former one is meant", zh: "如需使用原来的密钥，请重新输入" },
  },
  "address-user": {
    en: "user and password in the address {value} count for nothing: they are left out",
    zh: "地址 {value} 中的用户名和密码不起作用，已忽略",
    remedy: {
      en: `remove them, and give user and password by the keys meant for them, best as \${env:NAME} or \${file:PATH}`,
      zh: `请从地址中删除，并在专用的键中填写用户名和密码，最好写作 \${env:NAME} 或 \${file:PATH}`,
    },
  },
  "reference-kept": {
    en: `{value} stays as it is written: \${…} is replaced in secrets, endpoint, url, host and port only`,
    zh: `{value} 保持原样：\${…} 只在密钥、endpoint、url、host 和 port 中替换`,
    remedy: { en: "write the value here", zh: "请在此直接写出该值" },
  },
  "reference-no-longer": {
    en: `{value} is not replaced any more: \${…} is replaced in secrets, endpoint, url, host and port only`,
    zh: `{value} 不再被替换：\${…} 只在密钥、endpoint、url、host 和 port 中替换`,
    remedy: { en: "write the value itself here", zh: "请在此直接写出该值" },
  },
  "reference-ends": {
    en:
      `{value} will not be replaced from the next release on: \${…} is replaced in secrets, endpoint, url, host and ` +
      "port only",
    zh: `下一版本起不再替换 {value}：\${…} 只在密钥、endpoint、url、host 和 port 中替换`,
    remedy: { en: "write the value here", zh: "请在此直接写出该值" },
  },
  "key-renamed": {
    en: "{old} is called {to} now",
    zh: "{old} 现名为 {to}",
    remedy: {
      en: "write {to} instead; the next release does not read {old} any more",
      zh: "请改写为 {to}；下一版本不再读取 {old}",
    },
  },
} as const satisfies ConfigTextTable;
