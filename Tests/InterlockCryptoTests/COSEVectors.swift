@testable import InterlockCrypto

/// Messages of github.com/cose-wg/Examples, over "This is the content."; all of them are signed by the keys below.
enum COSEVectors {
    /// A message, and what comes of reading it.
    struct Message: Sendable {
        let name: String
        let hex: String
        var level = SecurityLevel.bits128
        var externalAAD = ""
        /// The refusal by the decoder, if any.
        var refusal: CryptoError.Code?
    }

    /// The points of the keys "11", "P384" and "bilbo.baggins@hobbiton.example" (RFC 9052 appendix C.7.1).
    static let points: [SecurityLevel: String] = [
        .bits128: "04bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff"
            + "20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e",
        .bits192:
            "049132723f6292b010619dbe248d698c17b58756c639e7150f81bee4eb8ac37236ad0a1a19d67be32a66263e1e524d129c"
            + "98cd3078c554d832ac603c4326410ff61662459b41f1f3df5dbcc83598ff7c5ed8411ca735679d1c4cb3009397d9ef2c",
        .bits256:
            "040072992cb3ac08ecf3e5c63dedec0d51a8c1f79ef2f82f94f3c737bf5de7986671eac625fe8257bbd0394644caaa3aaf"
            + "8f27a4585fbbcad0f2457620085e5c8f42ad"
            + "01dca6947bce88bc5790485ac97427342bc35f887d86d65a089377e247e60baa55e4e8501e2ada5724ac51d69090080"
            + "33ebc10ac999b9d7f5cc2519f3fe1ea1d9475",
    ]

    private static let content = "54546869732069732074686520636f6e74656e742e"
    private static let signature =
        "58408eb33e4ca31d1c465ab05aac34cc6b23d58fef5c083106c4d25a91aef0b0117e"
        + "2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345cacb36"

    /// RFC 9052 appendix C.2.1 (RFC8152/Appendix_C_2_1.json); its s is low.
    static let appendixC21 = Message(
        name: "appendix C.2.1",
        hex: "d28443a10126a104423131" + Self.content + Self.signature
    )

    /// The Sig_structure of ``appendixC21``, "ToBeSign_hex" in the file.
    static let appendixC21SigStructure =
        "846a5369676e61747572653143a101264054546869732069732074686520636f6e74656e742e"

    /// ``appendixC21`` without its tag.
    static let signPass03 = Message(
        name: "sign1-tests/sign-pass-03",
        hex: "8443a10126a104423131" + Self.content + Self.signature
    )

    /// The rest of those that are signed with an algorithm in the protected header, as their authors had it.
    static let valid = [
        Self.appendixC21,
        Message(
            name: "sign1-tests/sign-pass-02",
            hex: "d28443a10126a104423131" + Self.content
                + "584010729cd711cb3813d8d8e944a8da7111e7b258c9bdca6135f7ae1adbee950989"
                + "1267837e1e33bd36c150326ae62755c6bd8e540c3e8f92d7d225e8db72b8820b",
            externalAAD: "11aa22bb33cc44dd55006699"
        ),
    ]

    /// ES384 and ES512, with a high s.
    static let highS = [
        Message(
            name: "ecdsa-examples/ecdsa-sig-02",
            hex: "d28444a1013822a1044450333834" + Self.content
                + "58605f150abd1c7d25b32065a14e05d6cb1f665d10769ff455ea9a2e0adab5de63838db257f0949c41e13330e110eba7b912"
                + "f34e1546fb1366a2568faa91ec3e6c8d42f4a67a0edf731d88c9aead52258b2e2c4740ef614f02e9d91e9b7b59622a3c",
            level: .bits192,
            refusal: .highS
        ),
        Message(
            name: "ecdsa-examples/ecdsa-sig-03",
            hex: "d28444a1013823a104581e62696c626f2e62616767696e7340686f626269746f6e2e6578616d706c65"
                + Self.content
                + "588401664dd6962091b5100d6e1833d503539330ec2bc8fd3e8996950ce9f70259d9a30f73794f603b0d3e7c5e9c4c2a57e1"
                + "0211f76e79df8ffd1b79d7ef5b9fa7da109001965fa2d37e093bb13c040399c467b3b9908c09db2b0f1f4996fe07bb02aaa1"
                + "21a8e1c671f3f997ade7d651081017057bd3a8a5fbf394972ea71cfdc15e6f8fe2e1",
            level: .bits256,
            refusal: .highS
        ),
    ]

    /// Those that this library refuses to read, some of which are valid COSE.
    static let refused =
        Self.highS + [
            // The content type is the number 0, and then the s is high.
            Message(
                name: "ecdsa-examples/ecdsa-sig-01",
                hex: "d28445a201260300a104423131" + Self.content
                    + "58406520bbaf2081d7e0ed0f95f76eb0733d667005f7467cec4b87b9381a6ba1ede8"
                    + "e00df29f32a37230f39a842a54821fdd223092819d7728efb9d3a0080b75380b",
                refusal: .unsupported
            ),
            // ES512 with a key on P-256: the signature is not as long as one of P-521.
            Message(
                name: "ecdsa-examples/ecdsa-sig-04",
                hex: "d28444a1013823a104423131" + Self.content + Self.signature,
                refusal: .invalidSignature
            ),
            // An empty map in the protected header, as a0 and as nothing; the algorithm is not protected.
            Message(
                name: "sign1-tests/sign-pass-01",
                hex: "d28441a0a201260442313154546869732069732074686520636f6e74656e742e"
                    + "584087db0d2e5571843b78ac33ecb2830df7b6e0a4d5b7376de336b23c591c90c425"
                    + "317e56127fbe04370097ce347087b233bf722b64072beb4486bda4031d27244f",
                refusal: .notDeterministic
            ),
            Message(
                name: "sign1-tests/sign-pass-01 with an empty string",
                hex: "d28440a201260442313154546869732069732074686520636f6e74656e742e"
                    + "584087db0d2e5571843b78ac33ecb2830df7b6e0a4d5b7376de336b23c591c90c425"
                    + "317e56127fbe04370097ce347087b233bf722b64072beb4486bda4031d27244f",
                refusal: .unsupported
            ),
            Message(name: "sign1-tests/sign-pass-03", hex: Self.signPass03.hex, refusal: .invalidEncoding),
            Message(
                name: "sign1-tests/sign-fail-01: another tag",
                hex: "d903e68443a10126a104423131" + Self.content + Self.signature,
                refusal: .invalidEncoding
            ),
            Message(
                name: "sign1-tests/sign-fail-03: algorithm -999",
                hex: "d28445a1013903e6a104423131" + Self.content + Self.signature,
                refusal: .unsupported
            ),
            Message(
                name: "sign1-tests/sign-fail-04: algorithm \"unknown\"",
                hex: "d2844aa10167756e6b6e6f776ea104423131" + Self.content + Self.signature,
                refusal: .unsupported
            ),
            Message(
                name: "sign1-tests/sign-fail-06: a protected parameter added",
                hex: "d28445a201260300a104423131" + Self.content + Self.signature,
                refusal: .unsupported
            ),
        ]

    /// Those that read well and do not verify.
    static let unverified = [
        Message(
            name: "sign1-tests/sign-fail-02: the content changed",
            hex: "d28443a10126a10442313154546869732069732074686520636f6e74656e742f" + Self.signature
        ),
        // Signed with the content type 0; its s made low, which the file's is not.
        Message(
            name: "like sign1-tests/sign-fail-07: a protected parameter removed",
            hex: "d28443a10126a104423131" + Self.content
                + "58406520bbaf2081d7e0ed0f95f76eb0733d667005f7467cec4b87b9381a6ba1ede8"
                + "1ff20d5fcd5c8dd00c657bd5ab7de0229ab6682c09a0759539e62abaf0eded46"
        ),
    ]
}
