// In place of the module of package re2, a binding that has to be compiled:
// gitlab-ci-local asks it for nothing that a regular expression of JavaScript
// cannot do.
module.exports = RegExp;
