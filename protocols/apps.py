from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    name = "protocols"
    label = "protocols"
    verbose_name = "Protocols"

    def ready(self) -> None:
        from people.registry import permit
        from protocols import checks, handing_over  # noqa: F401

        handing_over.register()
        reads = ["protocols.view_protocoldraft"]
        permit(
            "specialist", *reads, "protocols.add_protocoldraft", "protocols.change_protocoldraft"
        )
        permit("legal", *reads)
        permit("secretariat", *reads, "protocols.view_contactentry", "protocols.add_contactentry")
