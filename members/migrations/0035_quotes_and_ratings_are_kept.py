from django.db import migrations

FORWARD = """
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
BACK = """
DROP TRIGGER service_request_is_kept ON members_servicerequest;
DROP FUNCTION members_service_request_kept();
DROP TRIGGER service_delivery_is_kept ON members_servicedelivery;
DROP FUNCTION members_service_delivery_kept();
DROP TRIGGER service_rating_is_kept ON members_servicerating;
DROP TRIGGER service_quote_is_kept ON members_servicequote;
DROP FUNCTION members_service_words_kept();
"""


class Migration(migrations.Migration):
    """What the constraints cannot say: quotes, ratings, proofs and the prices of requests stay."""

    dependencies = [("members", "0034_services_once_a_year")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
