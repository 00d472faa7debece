/**
 * Compiles a module, and all that it imports, without running it: a module before it throws once all are compiled.
 * Rejects with the reason of a module that does not compile.
 */
export async function compileOnly(href) {
  const stop = "data:text/javascript,throw 'compiled'";
  const both = `import ${JSON.stringify(stop)}; import ${JSON.stringify(href)};`;
  await import(`data:text/javascript,${encodeURIComponent(both)}`).catch((reason) => {
    if (reason !== "compiled") throw reason;
  });
}
