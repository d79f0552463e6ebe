"""What the constraints of the tables cannot say. To change any of it, write a migration."""

# Issued notices, payments and published fee tables stay.
MONEY = """
CREATE FUNCTION members_fee_notice_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'fee_notice_is_kept: an issued fee notice is cancelled, never deleted.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = 'cancelled' OR
       to_jsonb(NEW) - 'status' - 'cancelled_at' IS DISTINCT FROM
       to_jsonb(OLD) - 'status' - 'cancelled_at' THEN
        RAISE EXCEPTION 'fee_notice_is_kept: an issued fee notice never changes.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fee_notice_is_kept BEFORE UPDATE OR DELETE ON members_feenotice
    FOR EACH ROW EXECUTE FUNCTION members_fee_notice_kept();

CREATE FUNCTION members_payment_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'payment_is_kept: a payment is reversed by a second row, never changed.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER payment_is_kept BEFORE UPDATE OR DELETE ON members_payment
    FOR EACH ROW EXECUTE FUNCTION members_payment_kept();

CREATE FUNCTION members_fee_table_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['notes', 'notes_en', 'notes_ro', 'is_example'];
BEGIN
    IF OLD.status = 'published' AND (
        TG_OP = 'DELETE' OR to_jsonb(OLD) - free IS DISTINCT FROM to_jsonb(NEW) - free
    ) THEN
        RAISE EXCEPTION 'fee_table_is_kept: a published fee table never changes.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER fee_table_is_kept BEFORE UPDATE OR DELETE ON members_feetable
    FOR EACH ROW EXECUTE FUNCTION members_fee_table_kept();

CREATE FUNCTION members_fee_band_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM members_feetable WHERE status = 'published' AND id IN (
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.table_id END,
            CASE WHEN TG_OP <> 'DELETE' THEN NEW.table_id END
        )
    ) THEN
        RAISE EXCEPTION 'fee_band_is_kept: the bands of a published fee table never change.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER fee_band_is_kept BEFORE INSERT OR UPDATE OR DELETE ON members_feeband
    FOR EACH ROW EXECUTE FUNCTION members_fee_band_kept();
"""

# Tiers, plans, measures and rules of a published table stay as its bands do.
FEE_PARTS = """
CREATE FUNCTION members_fee_part_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM members_feetable WHERE status = 'published' AND id IN (
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.table_id END,
            CASE WHEN TG_OP <> 'DELETE' THEN NEW.table_id END
        )
    ) THEN
        RAISE EXCEPTION 'fee_part_is_kept: the parts of a published fee table never change.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER fee_measure_is_kept BEFORE INSERT OR UPDATE OR DELETE ON members_feemeasure
    FOR EACH ROW EXECUTE FUNCTION members_fee_part_kept();
CREATE TRIGGER tier_is_kept BEFORE INSERT OR UPDATE OR DELETE ON members_tier
    FOR EACH ROW EXECUTE FUNCTION members_fee_part_kept();
CREATE TRIGGER instalment_plan_is_kept BEFORE INSERT OR UPDATE OR DELETE ON members_instalmentplan
    FOR EACH ROW EXECUTE FUNCTION members_fee_part_kept();
"""

# The ledger is never changed or deleted, and never says more than there is.
LEDGER = """
CREATE FUNCTION members_ledger_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger_is_kept: rows of the ledger are reversed by others, never changed.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER receivable_is_kept BEFORE UPDATE OR DELETE ON members_receivable
    FOR EACH ROW EXECUTE FUNCTION members_ledger_kept();
CREATE TRIGGER instalment_is_kept BEFORE UPDATE OR DELETE ON members_instalment
    FOR EACH ROW EXECUTE FUNCTION members_ledger_kept();
CREATE TRIGGER credit_is_kept BEFORE UPDATE OR DELETE ON members_credit
    FOR EACH ROW EXECUTE FUNCTION members_ledger_kept();
CREATE TRIGGER allocation_is_kept BEFORE UPDATE OR DELETE ON members_allocation
    FOR EACH ROW EXECUTE FUNCTION members_ledger_kept();

CREATE FUNCTION members_payment_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.reverses_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM members_payment AS first WHERE first.id = NEW.reverses_id
            AND first.organisation_id = NEW.organisation_id AND first.amount = -NEW.amount
            AND first.currency = NEW.currency AND first.kind = NEW.kind
            AND first.refund_of_id IS NOT DISTINCT FROM NEW.refund_of_id
    ) THEN
        RAISE EXCEPTION 'payment_fits: a reversal is the opposite of what it reverses.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.refund_of_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM members_payment AS money WHERE money.id = NEW.refund_of_id
            AND money.organisation_id = NEW.organisation_id AND money.currency = NEW.currency
            AND money.kind = 'incoming' AND money.reverses_id IS NULL
    ) THEN
        RAISE EXCEPTION 'payment_fits: a refund sends back money of the same organisation.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_fits BEFORE INSERT ON members_payment
    FOR EACH ROW EXECUTE FUNCTION members_payment_fits();

CREATE FUNCTION members_credit_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    debt members_receivable;
BEGIN
    SELECT * INTO debt FROM members_receivable WHERE id = NEW.receivable_id FOR NO KEY UPDATE;
    IF (SELECT COALESCE(SUM(amount), 0) FROM members_credit WHERE receivable_id = debt.id)
     + (SELECT COALESCE(SUM(amount), 0) FROM members_allocation WHERE receivable_id = debt.id)
     > debt.amount THEN
        RAISE EXCEPTION 'credit_fits: more is credited and paid than is owed.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER credit_fits AFTER INSERT ON members_credit
    FOR EACH ROW EXECUTE FUNCTION members_credit_fits();

CREATE FUNCTION members_allocation_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    debt members_receivable;
    money members_payment;
BEGIN
    SELECT * INTO money FROM members_payment WHERE id = NEW.payment_id FOR NO KEY UPDATE;
    SELECT * INTO debt FROM members_receivable WHERE id = NEW.receivable_id FOR NO KEY UPDATE;
    IF NEW.reverses_id IS NOT NULL THEN
        IF NOT EXISTS (
            SELECT FROM members_allocation AS first WHERE first.id = NEW.reverses_id
                AND first.payment_id = NEW.payment_id AND first.receivable_id = NEW.receivable_id
                AND first.amount = -NEW.amount AND first.paid = -NEW.paid
        ) THEN
            RAISE EXCEPTION 'allocation_fits: a reversal is the opposite of what it reverses.'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END IF;
    IF money.organisation_id <> debt.organisation_id OR money.kind <> 'incoming'
       OR money.reverses_id IS NOT NULL
       OR (money.currency = debt.currency) <> (NEW.rate IS NULL)
       OR (money.currency = debt.currency AND NEW.amount <> NEW.paid) THEN
        RAISE EXCEPTION 'allocation_fits: this money cannot pay this debt.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (SELECT COALESCE(SUM(amount), 0) FROM members_credit WHERE receivable_id = debt.id)
     + (SELECT COALESCE(SUM(amount), 0) FROM members_allocation WHERE receivable_id = debt.id)
     > debt.amount THEN
        RAISE EXCEPTION 'allocation_fits: more is credited and paid than is owed.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (SELECT COALESCE(SUM(paid), 0) FROM members_allocation WHERE payment_id = money.id)
     > money.amount
     + (SELECT COALESCE(SUM(amount), 0) FROM members_payment WHERE refund_of_id = money.id)
     + (SELECT COALESCE(SUM(amount), 0) FROM members_payment WHERE reverses_id = money.id) THEN
        RAISE EXCEPTION 'allocation_fits: more of the payment is used than there is.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER allocation_fits AFTER INSERT ON members_allocation
    FOR EACH ROW EXECUTE FUNCTION members_allocation_fits();
"""

# Published texts, acceptances and what the Board saw stay; the HTML of a text may be made anew.
ACCEPTED = """
CREATE FUNCTION members_legal_text_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'published' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' OR
       to_jsonb(NEW) - 'is_example' - 'body_html' - 'body_html_en' - 'body_html_ro'
       IS DISTINCT FROM
       to_jsonb(OLD) - 'is_example' - 'body_html' - 'body_html_en' - 'body_html_ro' THEN
        RAISE EXCEPTION 'legal_text_is_kept: a published text never changes.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER legal_text_is_kept BEFORE UPDATE OR DELETE ON members_legaltext
    FOR EACH ROW EXECUTE FUNCTION members_legal_text_kept();

CREATE FUNCTION members_acceptance_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'acceptance_is_kept: what was accepted stays as it was.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER acceptance_is_kept BEFORE UPDATE OR DELETE ON members_acceptance
    FOR EACH ROW EXECUTE FUNCTION members_acceptance_kept();

CREATE FUNCTION members_board_snapshot_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'board_snapshot_is_kept: what the Board saw stays as it was.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER board_snapshot_is_kept BEFORE UPDATE OR DELETE ON members_boardsnapshot
    FOR EACH ROW EXECUTE FUNCTION members_board_snapshot_kept();
"""

# A declaration of size is withdrawn, never changed.
SIZES = """
CREATE FUNCTION members_size_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR
       (OLD.organisation_id, OLD.measure, OLD.value, OLD.currency, OLD.counted_on,
        OLD.definition, OLD.evidence, OLD.declared_by_id, OLD.declared_at) IS DISTINCT FROM
       (NEW.organisation_id, NEW.measure, NEW.value, NEW.currency, NEW.counted_on,
        NEW.definition, NEW.evidence, NEW.declared_by_id, NEW.declared_at) THEN
        RAISE EXCEPTION 'size_is_kept: a declaration of size is withdrawn, never changed.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER size_is_kept BEFORE UPDATE OR DELETE ON members_sizedeclaration
    FOR EACH ROW EXECUTE FUNCTION members_size_kept();
"""

# An issued certificate is only revoked.
CERTIFICATES = """
CREATE FUNCTION members_certificate_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'certificate_is_kept: a certificate is revoked, never deleted.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.revoked_on IS NOT NULL OR
       to_jsonb(NEW) - 'revoked_on' - 'revoked_by_id' - 'revocation_reason' IS DISTINCT FROM
       to_jsonb(OLD) - 'revoked_on' - 'revoked_by_id' - 'revocation_reason' THEN
        RAISE EXCEPTION 'certificate_is_kept: an issued certificate never changes.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER certificate_is_kept BEFORE UPDATE OR DELETE ON members_certificate
    FOR EACH ROW EXECUTE FUNCTION members_certificate_kept();
"""

# Folded as cluster_portal/toolkit/folding.py folds what is typed. `unaccent` is looked up on the
# path of the connection that writes the organisation, where every other query finds it too. Former
# names, also those of organisations that were taken in, find their successor.
DIRECTORY = """
CREATE FUNCTION members_directory_write(wanted bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO members_directoryentry (organisation_id, name, words, competences)
    SELECT
        one.id,
        lower(unaccent(one.display_name)),
        lower(unaccent(concat_ws(
            ' ', one.display_name, one.legal_name, one.summary_en, one.summary_ro, one.city,
            one.county, array_to_string(one.competences, ' '), array_to_string(one.markets, ' '),
            (SELECT string_agg(concat_ws(' ', former_display_name, former_legal_name), ' ')
             FROM members_lineage WHERE to_organisation_id = one.id)
        ))),
        ARRAY(SELECT lower(unaccent(named)) FROM unnest(one.competences) AS named)
    FROM members_organisation AS one WHERE one.id = wanted
    ON CONFLICT (organisation_id) DO UPDATE SET
        name = EXCLUDED.name, words = EXCLUDED.words, competences = EXCLUDED.competences;
$$;
CREATE FUNCTION members_directory_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM members_directory_write(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION members_directory_follows_lineage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM members_directory_write(NEW.to_organisation_id);
    RETURN NULL;
END $$;
CREATE TRIGGER directory_entry_follows
    AFTER INSERT OR UPDATE OF display_name, legal_name, summary_en, summary_ro, city, county,
        competences, markets ON members_organisation
    FOR EACH ROW EXECUTE FUNCTION members_directory_follows();
CREATE TRIGGER directory_entry_follows
    AFTER INSERT OR UPDATE ON members_lineage
    FOR EACH ROW EXECUTE FUNCTION members_directory_follows_lineage();
"""

# Issued documents and their lines stay.
INVOICES = """
CREATE FUNCTION members_invoice_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'invoice_is_kept: a draft is discarded, an issued document credited.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = 'draft' THEN
        RETURN NEW;
    END IF;
    IF to_jsonb(NEW) - 'status' IS DISTINCT FROM to_jsonb(OLD) - 'status'
       OR NOT (NEW.status = OLD.status
            OR (OLD.status = 'issued'
                AND NEW.status IN ('partly', 'credited', 'converted', 'withdrawn'))
            OR (OLD.status = 'partly' AND NEW.status = 'credited')) THEN
        RAISE EXCEPTION 'invoice_is_kept: an issued document never changes.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER invoice_is_kept BEFORE UPDATE OR DELETE ON members_invoice
    FOR EACH ROW EXECUTE FUNCTION members_invoice_kept();

CREATE FUNCTION members_invoice_line_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM members_invoice WHERE status <> 'draft' AND id IN (
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.invoice_id END,
            CASE WHEN TG_OP <> 'DELETE' THEN NEW.invoice_id END
        )
    ) THEN
        RAISE EXCEPTION 'invoice_line_is_kept: the lines of an issued document never change.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER invoice_line_is_kept BEFORE INSERT OR UPDATE OR DELETE ON members_invoiceline
    FOR EACH ROW EXECUTE FUNCTION members_invoice_line_kept();

CREATE FUNCTION members_efactura_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'efactura_is_kept: what is owed to RO e-Factura is never deleted.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER efactura_is_kept BEFORE DELETE ON members_efacturasubmission
    FOR EACH ROW EXECUTE FUNCTION members_efactura_kept();
"""

# Quotes, ratings, proofs and the prices of requests stay.
SERVICES = """
CREATE FUNCTION members_service_words_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'service_words_are_kept: a quote is replaced by the next, a rating given once.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER service_quote_is_kept BEFORE UPDATE OR DELETE ON members_servicequote
    FOR EACH ROW EXECUTE FUNCTION members_service_words_kept();
CREATE TRIGGER service_rating_is_kept BEFORE UPDATE OR DELETE ON members_servicerating
    FOR EACH ROW EXECUTE FUNCTION members_service_words_kept();

CREATE FUNCTION members_service_delivery_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR
       to_jsonb(NEW) - 'confirmed_at' - 'confirmed_by_id' - 'objection' IS DISTINCT FROM
       to_jsonb(OLD) - 'confirmed_at' - 'confirmed_by_id' - 'objection' THEN
        RAISE EXCEPTION 'service_delivery_is_kept: the proof of a delivery never changes.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER service_delivery_is_kept BEFORE UPDATE OR DELETE ON members_servicedelivery
    FOR EACH ROW EXECUTE FUNCTION members_service_delivery_kept();

CREATE FUNCTION members_service_request_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR
       (NEW.service_id, NEW.organisation_id, NEW.year, NEW.quantity, NEW.unit_price,
        NEW.market_price, NEW.currency, NEW.vat_code) IS DISTINCT FROM
       (OLD.service_id, OLD.organisation_id, OLD.year, OLD.quantity, OLD.unit_price,
        OLD.market_price, OLD.currency, OLD.vat_code) THEN
        RAISE EXCEPTION 'service_request_is_kept: a request keeps its service, number and prices.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER service_request_is_kept BEFORE UPDATE OR DELETE ON members_servicerequest
    FOR EACH ROW EXECUTE FUNCTION members_service_request_kept();
"""

# What the bank told stays; only the state of a line, a match, a posting moves.
MAY_CHANGE = {
    "statementfile": ("status", "stored_count", "handled_count", "matched_at"),
    "statementline": ("status", "note", "decided_by_id", "decided_at", "postponed_at"),
    "match": ("status",),
    "lineposting": ("told_at", "undone_at"),
}
STATEMENTS = """
CREATE FUNCTION members_statement_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR
       to_jsonb(NEW) - TG_ARGV IS DISTINCT FROM to_jsonb(OLD) - TG_ARGV THEN
        RAISE EXCEPTION 'statement_is_kept: what the bank told never changes, only what became of it.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON members_{table}
    FOR EACH ROW EXECUTE FUNCTION members_statement_kept({", ".join(map(repr, columns))});
"""
    for table, columns in MAY_CHANGE.items()
)

ALL = [
    MONEY, FEE_PARTS, LEDGER, ACCEPTED, SIZES, CERTIFICATES, DIRECTORY, INVOICES, SERVICES, STATEMENTS,
]
