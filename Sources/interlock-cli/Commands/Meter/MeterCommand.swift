import ArgumentParser

struct MeterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "meter",
        abstract: "Implicit certificates (ECQV), for devices to which every byte counts.",
        discussion: """
            The meter asks, the authority answers, the meter makes its key of the answer; nobody else can. The \
            certificate has a fifth of X.509's bytes and no signature: its first good message proves it.

            EXAMPLES
              interlock meter issuer --ca ca
              interlock meter request --identity meter-17 --out meter.req --key-out meter.req.key
              interlock meter issue --ca ca --request meter.req --attributes meter.json --out meter.resp
              interlock meter receive --request meter.req --request-key meter.req.key --response meter.resp \
                --issuer ca/implicit.cert.pem --root ca/ca.cert.pem --out-key meter.key.pem --out-cert meter.ecqv
              interlock sign demand --key meter.key.pem --cert meter.ecqv --in demand.json --out demand.cose
            """,
        subcommands: [
            MeterIssuer.self, MeterRequest.self, MeterIssue.self, MeterReceive.self, MeterShow.self,
        ]
    )
}
