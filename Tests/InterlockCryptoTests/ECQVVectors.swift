import InterlockCrypto

/// Test vectors for implicit certificates "as per SEC4" of IEEE 1609.2's working group, the values only.
///
/// Their e is the SHA-256 of tbsCert ‖ P_U, its last bit dropped. They stand in `../shared/vectors/ecqv/implicit.txt`.
enum ECQVVectors {
    struct Case: Sendable {
        let toBeSigned: String
        let requestKey: String
        let requestPoint: String
        let issuerKey: String
        let issuerPoint: String
        let ephemeralKey: String
        let point: String
        let certificate: String
        let value: String
        let privateKey: String
        let publicKey: String
    }

    static let cases = [
        Case(
            toBeSigned: "54686973206973206120746573742100",
            requestKey: "1384c31d6982d52bca3bed8a7e60f52fecdab44e5c0ea166815a8159e09ffb42",
            requestPoint: "04f45a99137b1bb2c150d6d8cf7292ca07da68c003daa766a9af7f67f5ee91682"
                + "8f6a25216f44cb64a96c229ae00b479857b3b81c1319fb2adf0e8db2681769729",
            issuerKey: "97d1368e8c07a54f66c9dce284ba76caf4178206614f809a4eb43cb3106aa60e",
            issuerPoint: "043bb8ffd19b25ee1bb939cd4935fbfa8fbaadba64843338a95595a70ed7479b7"
                + "0eb60ddc790e3cb05e85225f636d8a7c20df3a8135c4b2ae5396367b4e86077f8",
            ephemeralKey: "e2f9cbcec3f28f7dfbef044732c41119816c62909fb720b091fb8f380f1b70dc",
            point: "044a1890e30a584208dad3838d0c5cecb1ed6b01d48893c684c59908f5b38e3d8"
                + "2bae8fb2ef2dc080f248f44fcec458b1b35ecdc80f00c959292cbe21be2ff2ea2",
            certificate: "54686973206973206120746573742100024a1890e30a58420"
                + "8dad3838d0c5cecb1ed6b01d48893c684c59908f5b38e3d82",
            value: "1fa86893a1aabe8a79f63360f4b6d5617380b4d84b8c260dd8d3d64163c874fd",
            privateKey: "c8599eca52b58d691b2bb609cdb53ddd9f49c0d635ab652ec79c546914590274",
            publicKey: "046e89d7c0f910aaa4ad3137ebe01ef781c0bab6748318d66fe714471f7f860eb"
                + "21efe06e2acc3a2343d2e4445f2083bfa4379672dfbfe0b2575002082407ffddc"
        ),
        Case(
            toBeSigned: "54686973206973206120746573742100",
            requestKey: "1384c31d6982d52bca3bed8a7e60f52fecdab44e5c0ea166815a8159e09ffb42",
            requestPoint: "04f45a99137b1bb2c150d6d8cf7292ca07da68c003daa766a9af7f67f5ee91682"
                + "8f6a25216f44cb64a96c229ae00b479857b3b81c1319fb2adf0e8db2681769729",
            issuerKey: "97d1368e8c07a54f66c9dce284ba76caf4178206614f809a4eb43cb3106aa60e",
            issuerPoint: "043bb8ffd19b25ee1bb939cd4935fbfa8fbaadba64843338a95595a70ed7479b7"
                + "0eb60ddc790e3cb05e85225f636d8a7c20df3a8135c4b2ae5396367b4e86077f8",
            ephemeralKey: "3396da2ecbfc6e5f231e2c80eb27ab84f09dd5e724f8652ade86e60bc800ead7",
            point: "046694d1f99a18cbe8035e053b2e56c12eecb94e9d5dba88e07e5b50cbe309103"
                + "e74a698788b8f35b3a86e553228d592fcb7c85611637690a85eeaca02eb178887",
            certificate: "54686973206973206120746573742100036694d1f99a18cbe"
                + "8035e053b2e56c12eecb94e9d5dba88e07e5b50cbe309103e",
            value: "001cf7456a157a90fcea0634699e7a3644febfb86c119e6a9686928b8e3f7ef0",
            privateKey: "c9ccc8e83ab985c436a8bc09c0caa8a5ac627dd7bc9336a5e8ab81b77d3a031d",
            publicKey: "048ed40e9601beeb146a4a0ab96d20ee0fe4ca1e389397f2b1cc67ad9f5b0f579"
                + "e73e589e8a9a135306f4aa324f17b66906153bd333961f9be530f20eb8d3339c7"
        ),
    ]
}
