/** What calls that come in and calls that go out have in common, whatever they are about. */
package io.github.plugzapi.connect.http;
