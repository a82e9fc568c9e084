/**
 * The environment variables: which there are, what their values must look like, and what is wrong with those that are set.
 * Each other package has a mapping of its own for what it needs of them.
 */
package io.github.plugzapi.connect.config;
