// Names the breaking changes of openapi.json against the newest tag: whoever built on that release would notice them.
// With two files as arguments it compares these. Without a tag, the first release is the baseline.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** The schema itself, with its references and parts put together. */
function resolved(document, schema = {}, depth = 0) {
  if (depth > 6) return {};
  if (schema.$ref) return resolved(document, document.components.schemas[schema.$ref.split('/').at(-1)], depth + 1);
  const parts = (schema.allOf ?? []).map((part) => resolved(document, part, depth + 1));
  return {
    ...schema,
    properties: Object.assign({}, ...parts.map((part) => part.properties), schema.properties),
    required: [...new Set([...parts.flatMap((part) => part.required ?? []), ...(schema.required ?? [])])],
    enum: schema.enum ?? parts.find((part) => part.enum)?.enum,
    type: schema.type ?? parts.find((part) => part.type)?.type,
  };
}

/** Changes of a schema; `isSent`: a client sends it, so it must not ask for more; else it must not hold less. */
function changesOf([before, after], [old, now], isSent, place, depth = 0) {
  if (depth > 5 || old === undefined || now === undefined) return [];
  const [was, is] = [resolved(before, old), resolved(after, now)];
  const changes = [];
  const types = (schema) => JSON.stringify([schema.type].flat().sort((a, b) => (a < b ? -1 : 1)));
  if (was.type !== undefined && is.type !== undefined && types(was) !== types(is)) {
    changes.push(`${place}: ${types(was)} became ${types(is)}`);
  }
  const [more, less] = isSent ? [was.enum, is.enum] : [is.enum, was.enum];
  for (const word of less === undefined ? [] : (more ?? []).filter((one) => !less.includes(one))) {
    changes.push(`${place}: ${word} is ${isSent ? 'no longer taken' : 'a new answer'}`);
  }
  for (const [name, property] of Object.entries(was.properties)) {
    const here = `${place}.${name}`;
    if (is.properties[name] === undefined) changes.push(`${here} is gone`);
    else changes.push(...changesOf([before, after], [property, is.properties[name]], isSent, here, depth + 1));
  }
  const [needed, given] = isSent ? [is.required, was.required] : [was.required, is.required];
  for (const name of needed.filter((one) => !given.includes(one))) {
    if (isSent || is.properties[name] !== undefined) {
      changes.push(`${place}.${name} is ${isSent ? 'required now' : 'no longer always there'}`);
    }
  }
  if (was.items) changes.push(...changesOf([before, after], [was.items, is.items], isSent, `${place}[]`, depth + 1));
  return changes;
}

function responseOf(document, response) {
  return response?.$ref ? document.components.responses[response.$ref.split('/').at(-1)] : response;
}

const bodyOf = (content) => Object.values(content ?? {})[0]?.schema;

/** The breaking changes from one document to the next. */
export function breakingChanges(before, after) {
  const both = [before, after];
  const changes = [];
  for (const [path, operations] of Object.entries(before.paths)) {
    for (const method of METHODS.filter((one) => operations[one])) {
      const name = `${method.toUpperCase()} ${path}`;
      const [was, is] = [operations[method], after.paths[path]?.[method]];
      if (is === undefined) {
        changes.push(`${name} is gone`);
        continue;
      }
      if (was.operationId !== is.operationId) changes.push(`${name}: ${was.operationId} became ${is.operationId}`);
      for (const parameter of is.parameters ?? []) {
        const old = was.parameters?.find((one) => one.name === parameter.name && one.in === parameter.in);
        if (parameter.required && !old?.required) changes.push(`${name}: ${parameter.name} is required now`);
        if (old) changes.push(...changesOf(both, [old.schema, parameter.schema], true, `${name} ${parameter.name}`));
      }
      for (const old of was.parameters ?? []) {
        const isGone = !is.parameters?.some((one) => one.name === old.name && one.in === old.in);
        if (isGone) changes.push(`${name}: ${old.name} is gone`);
      }
      const [sent, taken] = [was.requestBody, is.requestBody];
      if (taken?.required && !sent?.required) changes.push(`${name}: the body is required now`);
      changes.push(...changesOf(both, [bodyOf(sent?.content), bodyOf(taken?.content)], true, `${name} body`));
      for (const status of Object.keys(was.responses).filter((one) => one.startsWith('2'))) {
        const [old, now] = [responseOf(before, was.responses[status]), responseOf(after, is.responses[status])];
        if (now === undefined) changes.push(`${name}: ${status} is gone`);
        else changes.push(...changesOf(both, [bodyOf(old.content), bodyOf(now.content)], false, `${name} ${status}`));
      }
    }
  }
  return [...new Set(changes)];
}

function main([old, now = 'openapi.json']) {
  const git = (...args) =>
    execFileSync('git', args, { encoding: 'utf8', maxBuffer: 64e6, stdio: ['ignore', 'pipe', 'ignore'] });
  let [name, text] = [old, old === undefined ? undefined : readFileSync(old, 'utf8')];
  if (text === undefined) {
    try {
      name = git('describe', '--tags', '--abbrev=0').trim();
      text = git('show', `${name}:openapi.json`);
    } catch {
      console.log('There is no release yet: the first tag is the baseline.');
      return;
    }
  }
  const [before, after] = [JSON.parse(text), JSON.parse(readFileSync(now, 'utf8'))];
  const changes = breakingChanges(before, after);
  if (changes.length === 0) return;
  console.error([`Breaking changes since ${name}:`, ...changes].join('\n  - '));
  const [was, is] = [before, after].map(({ info }) => Number(info.version.split('.')[0]));
  if (is > was) return;
  console.error('Take them back, or raise the major version of the document and tell them in docs/changelog.md.');
  process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
