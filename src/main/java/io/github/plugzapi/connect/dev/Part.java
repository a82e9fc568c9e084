package io.github.plugzapi.connect.dev;

/** What an instance of the stand-in plays. */
enum Part {
    /** It is connected, and stays so. */
    IS_CONNECTED,

    /** It is connected, but not paid for much longer. */
    IS_PAID_FOR_DAYS,

    /** It breaks and heals, and each time PlugZapi calls. */
    COMES_AND_GOES,

    /** The same, but no callback ever arrives: only whoever asks learns of it. */
    COMES_AND_GOES_UNTOLD,

    /** It is connected, but soon after somebody has registered, another service takes its webhooks. */
    IS_TAKEN,

    /** It is disconnected, and nobody is there with its phone. */
    IS_OUT,

    /** It is disconnected until a phone is linked, and somebody is there who reads each QR code that is shown. */
    WANTS_A_PHONE,

    /** It is disconnected until its session is restored. */
    WANTS_ITS_SESSION,

    /** Whatever is asked for it, the gateway is broken. */
    IS_NOT_ANSWERED
}
