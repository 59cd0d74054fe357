// node validate.js FOLDER FORMAT FILE: holds a report against its schema; FOLDER is
// where install put ajv and SARIF's schema. Exit code 1 if it does not hold.
'use strict';
const fs = require('fs'), path = require('path'), {createRequire} = require('module');
const [folder, format, file] = process.argv.slice(2);
const installed = createRequire(path.resolve(folder, 'package.json'));
const root = path.resolve(__dirname, '../..');
const schemas = {
  sarif: () => path.join(folder, 'node_modules/@microsoft/sarif-multitool-linux/sarif-2.1.0.json'),
  json: () => path.join(root, 'docs/schema/report.schema.json'),
  gitlab: () => path.join(__dirname, 'schema/gitlab.json'),
  rdjsonl: () => path.join(__dirname, 'schema/rdjsonl.json'),
};

const read = name => JSON.parse(fs.readFileSync(name, 'utf8').replace(/^\uFEFF/, ''));
const ajv = new (installed('ajv/dist/2020'))({allErrors: true, strict: false});
installed('ajv-formats')(ajv);
const validate = ajv.compile(read(schemas[format]()));

const text = fs.readFileSync(file, 'utf8');
const documents = format === 'rdjsonl' ? text.split('\n').filter(l => l) : [text];
let wrong = 0;
documents.forEach((document, number) => {
  if (validate(JSON.parse(document))) return;
  for (const e of validate.errors) {
    console.log(`${file}: ${number + 1}: ${e.instancePath || '/'} ${e.message} ${JSON.stringify(e.params)}`);
    ++wrong;
  }
});
process.exit(wrong ? 1 : 0);
