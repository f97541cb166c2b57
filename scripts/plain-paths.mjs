/**
 * A plugin of Nest's compiler, to stand before that of Swagger: TypeScript names a type by the path of its file and writes
 * an umlaut in it as \u00FC. Swagger's plugin takes each backslash for one of Windows, and imports from a folder that
 * does not exist. So the paths are given to it as they are.
 */
export function before(_options, program) {
  const checker = program.getTypeChecker();
  const { typeToString } = checker;
  checker.typeToString = (...args) =>
    typeToString(...args).replaceAll(/import\("[^"]*"/g, (path) =>
      path.replaceAll(/\\u([0-9A-F]{4})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
    );
  return () => (file) => file;
}
