/** What the tests share. */
package io.github.plugzapi.connect.testsupport;
