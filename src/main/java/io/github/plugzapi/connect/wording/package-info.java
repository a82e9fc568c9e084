/** What people are told, in words of theirs: which number, since when, what the gateway said and what to do. */
package io.github.plugzapi.connect.wording;
